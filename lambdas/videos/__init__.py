"""What the functions of the vehicle analysis share: videos and their states, metering, limits, the analysis and its results."""
