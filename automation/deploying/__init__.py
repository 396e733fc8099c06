"""Deploys a stack, looks what that would do, takes in drift, takes it down: guard first, plan as data, then carried out."""
