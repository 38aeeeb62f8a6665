"""What can go wrong, as sentences with the value in them.

    VigilError
    ├── ConfigurationError  a file of settings, a card, a mapping says something that cannot be
    ├── InputError          a source, a bag, a log is missing, unreadable or incomplete
    ├── ModelError          a network does not fit its card, or its file is not there
    ├── EngineError         a runtime cannot be had, or refused a network
    └── OutputError         what we wanted to write could not be written

The core raises; commands print the sentence and exit with 2, nodes report it and degrade.
"""


class VigilError(Exception):
    """Anything that a user can mend; its text is one sentence that says what to do."""


class ConfigurationError(VigilError):
    """A file of settings says something that cannot be."""


class InputError(VigilError):
    """A source, a bag or a log is missing, unreadable or incomplete."""


class ModelError(VigilError):
    """A network does not fit its card, or its file is not there."""


class EngineError(VigilError):
    """A runtime cannot be had, or refused a network."""


class OutputError(VigilError):
    """What we wanted to write could not be written."""
