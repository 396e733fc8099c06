"""The client's account that is looked through, and what is read from the answer."""

from automation.aws.regional_clients import RegionalClients
from automation.aws.residue import Sweep
from automation.aws.residue_listing import Listing
from automation.deploying.neighbours import Neighbours

ACCOUNT, HOME = "222222222222", "eu-west-1"
TAGS = {"Client": "Acme", "Project": "VehicleAnalysis", "Environment": "prod", "Owner": "Consultancy"}


def listing_of(session, others=(), **more):
    near = Neighbours(prefixes=others, **more)
    return Listing(clients=RegionalClients(session=session), home_region=HOME, tags=TAGS, prefix="acme-prod", neighbours=near)


def sweep_of(session, patience=(), **neighbours):
    listed = listing_of(session, **neighbours)
    return Sweep(clients=listed.clients, account_id=ACCOUNT, listing=listed, patience=patience)


def left(residue):
    return {(each.thing.type, each.thing.id) for each in residue.left_over}
