from applink_load.soak.command import soak

soak(prog_name="python -m applink_load.soak")
