"""The part of the guide that makes an account safe and its costs visible, before anything is deployed there."""

from automation.onboarding.parts import Facts, Section, Step, Value, Way, budget_name

CONSOLE = "https://console.aws.amazon.com"
OPT_OUT = '{"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}'
"""The whole policy: no AI service of AWS keeps content to improve itself (AWS Organizations User Guide, "AI services opt-out policies")."""


def account(facts: Facts) -> Section:
    steps = (
        Step(
            text="Open the sign-up page and choose **Create an AWS account**.",
            link=("AWS sign-up", "https://portal.aws.amazon.com/billing/signup"),
        ),
        Step(
            text="Use a business e-mail address, best a mailbox that several people read.",
            why="Whoever reads it can take over the account.",
        ),
        Step(
            text="Account name: your company and what it is for.",
            values=(Value(name="For example", text=f"{facts.settings.tags.client} Video"),),
        ),
        Step(text="Add a credit card. AWS bills you directly; we never see the card.", why="A small amount may be reserved and released."),
        Step(text="Confirm your telephone number, and choose the support plan **Basic** (free)."),
        Step(
            text="Compare the account number, at the top right of the console, with ours.",
            values=(Value(name="Account", text=facts.account_id),),
            why="If it is another one, stop and tell us: this guide is made for this account.",
        ),
    )
    intro = "The account is yours: your data, your bill, your key. If you have it already, begin with its number."
    return Section(id="account", title="Create the AWS account", intro=intro, ways=(Way(steps=steps),))


def root(member: bool) -> Section:
    reset = Step(
        text="Set a root password: sign in as root with the account's e-mail address and choose **Forgot password?**",
        why="An account that an Organization makes has none. The mail arrives in your mailbox, at the +address.",
        link=("Sign in as root", "https://signin.aws.amazon.com/console?isauthcode=true"),
    )
    steps = (
        *((reset,) if member else ()),
        Step(
            text="As root, open **Security credentials** and choose **Assign MFA device**. Best is a passkey or a security key.",
            link=("Security credentials", f"{CONSOLE}/iam/home#/security_credentials"),
        ),
        Step(text="Register a second device, and keep it where the first is not.", why="Without any device only AWS Support gets you in."),
        Step(text="Make sure that the root user has no access keys; delete any that you find there."),
        Step(text="Keep the password in your password store. From the end of section “Four switches” on, root is for emergencies only."),
    )
    intro = "The root user can do everything, close the account included. It needs a second factor before anything else."
    return Section(id="root", title="Protect the root user", intro=intro, ways=(Way(steps=steps),))


def daily_user() -> Section:
    center = Way(
        title="With IAM Identity Center (recommended: one sign-in for several people, no stored keys)",
        steps=(
            Step(text="Open **IAM Identity Center** and choose **Enable**.", link=("Identity Center", f"{CONSOLE}/singlesignon")),
            Step(text="**Users**, **Add user**: your name and e-mail address; accept the invitation that arrives, and set up MFA."),
            Step(text="**Permission sets**, **Create**: predefined, `AdministratorAccess`."),
            Step(text="**AWS accounts**: choose this account, **Assign users**, your user, `AdministratorAccess`."),
            Step(text="From now on sign in at the **AWS access portal URL** that the page shows; keep it as a bookmark."),
        ),
    )
    user = Way(
        title="With an IAM user (simple, for one person)",
        steps=(
            Step(text="Open **IAM**, **Users**, **Create user**.", link=("Create a user", f"{CONSOLE}/iam/home#/users/create")),
            Step(text="Tick **Provide user access to the console**, attach `AdministratorAccess`, and create no access keys."),
            Step(text="Sign in as that user, and assign an MFA device to it under **Security credentials**."),
        ),
    )
    intro = "For daily work you sign in as somebody else than root. Choose one of the two ways."
    return Section(id="daily-user", title="Create a user for daily work", intro=intro, ways=(center, user))


def switches(member: bool) -> Section:
    alerts = (
        "In a member account the payer switches this on, for all accounts."
        if member
        else "Without it the alarm on your costs stays silent."
    )
    steps = (
        Step(
            text="**IAM access to billing.** Account page, **IAM user and role access to Billing information**, **Edit**, **Activate**.",
            why="Only root can do this. Without it no other user sees a cost, whatever its rights.",
            link=("Account page", f"{CONSOLE}/billing/home#/account"),
        ),
        Step(
            text="**Billing alerts.** Billing preferences, **Alert preferences**, **Edit**, **Receive CloudWatch billing alerts**.",
            why=f"{alerts} The first figure comes within a day.",
            link=("Billing preferences", f"{CONSOLE}/billing/home#/preferences"),
        ),
        Step(
            text="**Cost Explorer.** Open it once; **Launch Cost Explorer**, if it asks.",
            why="It begins to collect from then on, and answers a day later.",
            link=("Cost Explorer", f"{CONSOLE}/cost-management/home#/cost-explorer"),
        ),
        Step(
            text="**CloudFront verification.** Ask AWS Support, **Account and billing**: “Please verify this account for CloudFront”.",
            why="New accounts cannot serve web pages until AWS has verified them; it takes a day or two. Everything else works meanwhile.",
            link=("New support case", f"{CONSOLE}/support/home#/case/create"),
        ),
    )
    intro = "While you are still signed in as root: four things that a new account does not do by itself."
    return Section(id="switches", title="Four switches", intro=intro, ways=(Way(steps=steps),))


def costs(facts: Facts) -> Section:
    settings = facts.settings
    budget = (
        Value(name="Budget name", text=budget_name(settings.slug)),
        Value(name="Amount", text=f"{settings.monthly_budget_usd} USD a month"),
        Value(name="E-mail recipients", text="yours; add ours if you like" + (f": {settings.notify[0]}" if settings.notify else "")),
    )
    steps = (
        Step(
            text="**Budgets**, **Create budget**, **Use a template**, **Monthly cost budget**.",
            why="It warns at 85 % and 100 %, and when the forecast passes 100 %. Only under this name can we see it.",
            link=("Create a budget", f"{CONSOLE}/billing/home#/budgets/create"),
            values=budget,
        ),
        Step(
            text="**Data Exports**, **Create**, **Standard data export**, **CUR 2.0** with resource IDs, daily, Parquet, a new bucket.",
            why="The detailed billing report: every line of the bill, to check or to import. It costs cents a month for its storage.",
            link=("Data Exports", "https://us-east-1.console.aws.amazon.com/costmanagement/home#/bcm-data-exports"),
            values=(Value(name="Export name", text=f"{settings.slug}-detailed-billing"),),
        ),
        Step(
            text="Billing preferences, **Invoice delivery preferences**: PDF invoices by e-mail.",
            why="So that they reach your bookkeeping.",
        ),
    )
    intro = "A budget that warns, and a report that says what every cent was for."
    return Section(id="costs", title="Budget and billing reports", intro=intro, ways=(Way(steps=steps),))


def privacy(member: bool) -> Section:
    where = "In the payer, for all accounts: open" if member else "Open"
    create = (
        ()
        if member
        else (Step(text="If it offers it, choose **Create an organization**. It is free, and this account is its only member."),)
    )
    steps = (
        Step(text=f"{where} **AWS Organizations**.", link=("AWS Organizations", f"{CONSOLE}/organizations/v2")),
        *create,
        Step(
            text="**Policies**, **AI services opt-out policies**, **Enable**. There, **Opt out from all services**; or create this policy:",
            code=OPT_OUT,
        ),
        Step(text="Attach it to **Root**.", why="Then it holds for every account, this one too."),
    )
    intro = "AWS may keep what its AI services analyse, your videos too, to improve them. A policy forbids it, and has it deleted."
    return Section(id="privacy", title="Opt out of AI services' use of your content", intro=intro, ways=(Way(steps=steps),))
