"""What moto forgets or gets wrong, mended in its own classes: one place here instead of a stand-in around every call that tells it."""
