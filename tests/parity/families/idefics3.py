"""Idefics3: the model that SmolVLM grew from."""

from transformers import Idefics3Config, Idefics3ForConditionalGeneration
from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil

from family import Case
from families.smolvlm import SmolVlm, smol_keys


class Idefics3(SmolVlm):
    NAME = "idefics3"
    MODEL = Idefics3ForConditionalGeneration
    PROCESSOR = Idefics3ImageProcessorPil
    TEMPLATE = "smolvlm"
    CASES = {"idefics3-default": Case(Idefics3Config(**smol_keys()), options={"edge": 56})}


FAMILY = Idefics3()
