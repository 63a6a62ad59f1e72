// The portal without this script is whole; with it, times tick and answers appear by themselves.
