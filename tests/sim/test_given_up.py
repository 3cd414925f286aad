"""What a centre that has just gone back says of a file on the line is over: the file goes up again and comes again."""

from tests.sim.calm import office, pass_time


def test_a_file_that_its_author_fetches_while_the_centre_goes_back():
    """The fetch is refused, for the matter is not there yet; the same bytes must be sent to it all the same."""
    with office() as (world, seat):
        world.backup = world.centre.snapshot()
        ref = world.crowd.file(seat, 3_000)
        matter = world.do(seat, "write", kind="paper", title="附件", to=["p1", "p3"], files=[ref])
        pass_time(world, 60)
        world.go_back()
        seat.files.want(ref["sha256"], matter, ref["size"])
        seat.fetched.add(ref["sha256"])
        seat.running.take(seat.engine.kick)
        world.administrator()
        world.until_converged(world.timeline.now + 3_600)
        assert seat.files.whole(ref["sha256"])
        assert not seat.outbox.uploads()
