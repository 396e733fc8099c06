"""What gets deployed: one ComponentResource a file. Start reading at `client_environment.py`."""
