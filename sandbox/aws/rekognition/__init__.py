"""A stand-in for Rekognition Video's label detection: real lengths of real files, synthetic labels."""
