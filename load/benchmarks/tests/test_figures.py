from applink_benchmarks.figures import Aim, Figure, Samples, Yardstick, less_than


def test_a_ratio_is_taken_within_each_round():
    """A machine that ran at half speed in the second round must not change it."""
    ours, theirs = Samples((30.0, 15.0)), Samples((10.0, 5.0))

    assert ours.per(theirs).values == (3.0, 3.0)


def test_an_aim_is_about_the_ratio_where_there_is_a_yardstick():
    figure = Figure("verify", "/s", Samples((30.0,)), Yardstick("Authlib", Samples((10.0,))), Aim(2.7))

    assert figure.met is True
    assert Figure("verify", "/s", Samples((26.0,)), figure.yardstick, figure.aim).met is False


def test_an_aim_is_about_the_figure_itself_where_there_is_no_yardstick():
    aim = less_than(60, "MB")

    assert Figure("memory", "MB", Samples((59.0,)), aim=aim).met is True
    assert Figure("memory", "MB", Samples((60.0,)), aim=aim).met is False


def test_what_has_no_aim_is_neither_met_nor_missed():
    assert Figure("memory", "MB", Samples((59.0,))).met is None
