"""The emulated AWS: moto behind one gate, in one process and on one port."""

from sandbox.aws import moto_settings as moto_settings
from sandbox.aws import worked_out_once as worked_out_once
