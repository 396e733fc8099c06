"""Where this program is: the project unless the command was started in another one."""

from pathlib import Path

OWN_FOLDER = Path(__file__).parents[1]
