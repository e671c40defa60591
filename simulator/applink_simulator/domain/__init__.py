"""What an application link is: values and rules, standard library only."""
