"""Many stacks side by side: the plan as data, one process a stack, and a report from which the rest can be taken up again."""
