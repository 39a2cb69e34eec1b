"""Whose work faces are made of; it goes with pictures of faces, and with models that learned from them."""

LICENCE = (
    "ToonHead by Johan Melin (figma.com/community/file/1589627891082866389) and Personas by Draftbit "
    "(personas.draftbit.com), both CC BY 4.0 (creativecommons.org/licenses/by/4.0); changed: cropped, "
    "recoloured, rasterised, recombined; no endorsement"
)
