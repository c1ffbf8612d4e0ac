"""The one table of networks that can be trained and exported."""

from palimpsest.recipes.fusion import EffB4UnetRecipe, OwafRecipe
from palimpsest.recipes.lstmendec import LstmEnDec, LstmEnDecAsCoded, LstmEnDecCnn, LstmEnDecFcn, LstmEnDecPaper
from palimpsest.recipes.msds import MSDSBase, MSDSBaseTrans, MSDSPaper, MSDSRecipe
from palimpsest.recipes.noiseprint import NoiseprintRecipe
from palimpsest.recipes.transforensics import (TransForensicsCnn, TransForensicsPaper, TransForensicsPlain,
                                               TransForensicsRecipe)
from palimpsest.recipes.trufor import TruForB0, TruForB0Localisation, TruForB2, TruForB2Localisation
from palimpsest.trouble import Trouble

RECIPES = {recipe.name: recipe for recipe in (
    OwafRecipe, EffB4UnetRecipe,
    NoiseprintRecipe, TruForB0Localisation, TruForB0, TruForB2Localisation, TruForB2,
    LstmEnDec, LstmEnDecPaper, LstmEnDecAsCoded, LstmEnDecCnn, LstmEnDecFcn,
    TransForensicsRecipe, TransForensicsPaper, TransForensicsCnn, TransForensicsPlain,
    MSDSRecipe, MSDSPaper, MSDSBase, MSDSBaseTrans)}


def recipe(name, changes=None):
    """The recipe of that name with its settings changed; Trouble if there is none."""
    if name not in RECIPES:
        raise Trouble(f"There is no network {name}: choose one of {', '.join(RECIPES)}.")
    return RECIPES[name](changes)
