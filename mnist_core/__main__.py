"""The command line: `python -m mnist_core train …`, `python -m mnist_core predict …` and `python -m mnist_core check`.

Exit codes: 0 all went well; 1 the run diverged, an image was blank, or something does not work; 2 the command cannot be
carried out as given, or an image cannot be read, said in one line on stderr; 130 stopped with Ctrl-C.
"""

import sys
from collections.abc import Sequence

from mnist_core.command_line.interrupts import heeding_interrupts, interrupted, take_leave
from mnist_core.command_line.terminal import Refused, give_up_stdout, make_ready, say


def main(argv: Sequence[str] | None = None, *, to_the_end: bool = False) -> int:
    """Carry out a command and return its exit code; `--help` alone raises SystemExit(0).

    `to_the_end`: nothing but the end of the process comes after it.
    """
    with heeding_interrupts(to_the_end=to_the_end):
        try:
            make_ready()
            # What is imported here takes a while, in which Ctrl-C may come too.
            from mnist_core.command_line.program import carry_out

            return carry_out(argv)
        except Refused as reason:
            if not interrupted():
                say(f"mnist_core: {reason}")
                return 2
        except BrokenPipeError:
            # Who read our output has had enough (`… | head`); Python must not try to flush the rest at exit.
            give_up_stdout()
            return 1
        except (Exception, KeyboardInterrupt) as reason:
            if not interrupted() and not isinstance(reason, KeyboardInterrupt):
                raise
        take_leave()
        say("mnist_core: stopped")
        return 130


if __name__ == "__main__":
    sys.exit(main(to_the_end=True))
