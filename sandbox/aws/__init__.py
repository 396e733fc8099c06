"""The emulated AWS: moto behind one gate, in one process and on one port."""

from sandbox import models_read_once as models_read_once
from sandbox.aws import moto_settings as moto_settings
