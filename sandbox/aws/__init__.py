"""The emulated AWS: moto behind one gate, in one process and on one port."""

from sandbox.aws import moto_settings as moto_settings
