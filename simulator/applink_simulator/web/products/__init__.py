"""What each kind of product answers beside its links; a module has the name of its kind and ``BLUEPRINTS``."""
