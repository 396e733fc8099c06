"""The whole journey in one command: three clients deployed, a video analysed and metered, and where everything is."""
