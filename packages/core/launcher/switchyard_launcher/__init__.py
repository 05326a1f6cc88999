"""The launcher of Switchyard as small modules; `build.py` joins them into the one file that is shipped."""
