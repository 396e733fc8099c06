"""What runs inside a function's process: standard library only, so that the deployed zip must bring what AWS's runtime does not have.

The process is started with `-I -S`: no environment switches, no site-packages, no `.pth` files. `frames` and `log_lines` serve both sides.
"""
