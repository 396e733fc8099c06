"""An AWS for laptops and CI: the emulated services, the events between them and two ways to deploy into them."""
