"""The runner's verbs: `job DIR`, `warm [--preload a,b]`, `agent ROOT`, `facts` and `compare REQUEST RESULT`."""

import argparse
import gc
import json
import os
import sys


def run_job(options):
    """Runs one job from its folder; the process itself is the job's supervisor."""
    from .supervisor import supervise

    try:
        os.setsid()
    except PermissionError:
        # Already a leader: started detached.
        pass
    return supervise(options.folder)


def serve_warm(options):
    """Stays as a warm parent until its input ends."""
    # Nothing that is imported is garbage; it is collected once, when all is loaded.
    gc.disable()
    from .warm import serve

    return serve(names_in(options.preload), names_in(options.silenced))


def serve_agent(options):
    """Answers requests about a target's jobs and files until its input ends."""
    from .agent import serve_agent as serve

    return serve(options.root)


def tell_facts(options):
    """Prints what this Python offers."""
    from .facts import facts

    print(json.dumps(facts()))
    return 0


def compare_variables(options):
    """Compares the variables that two runs left."""
    from .comparing import compare_files

    compare_files(options.request, options.result)
    return 0


def names_in(text):
    return [name for name in text.split(",") if name]


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="runner.pyz", description="Runs Cellweave jobs.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    job = verbs.add_parser("job", help=run_job.__doc__)
    job.add_argument("folder")
    job.set_defaults(verb=run_job)
    warm = verbs.add_parser("warm", help=serve_warm.__doc__)
    warm.add_argument("--preload", default="")
    warm.add_argument("--silenced", default="")
    warm.set_defaults(verb=serve_warm)
    agent = verbs.add_parser("agent", help=serve_agent.__doc__)
    agent.add_argument("root")
    agent.set_defaults(verb=serve_agent)
    told = verbs.add_parser("facts", help=tell_facts.__doc__)
    told.set_defaults(verb=tell_facts)
    compared = verbs.add_parser("compare", help=compare_variables.__doc__)
    compared.add_argument("request")
    compared.add_argument("result")
    compared.set_defaults(verb=compare_variables)
    options = parser.parse_args(arguments)
    return options.verb(options)


if __name__ == "__main__":
    sys.exit(main())
