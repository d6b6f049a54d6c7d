"""Captions: what a class is called, in several sentences, and the words the tokenizer learns from.

The diffusion model sees for each image one caption drawn at random: the template of the pack
("a photo of a {class}") half of the time, another template or the bare name else, and one of the
class's other names now and then. The empty caption is the null prompt of classifier-free guidance.
"""

import numpy as np

from data import CLASSES
from tokenizer import Tokenizer, train

MAX_TOKENS = 16
VOCABULARY = 1200
PROMPT = "a photo of a {}"
TEMPLATES = ["{}", "a {}", "a photo of the {}", "a picture of a {}", "an image of a {}",
             "a small photo of a {}", "a close-up photo of a {}", "a photo of one {}",
             "this is a {}", "a colour photo of a {}"]

# Everyday words, so that prompts outside the classes fall into few tokens as well.
WORDS = """
the of and to in is that it was for on are as with his they at be this from have or by one had not
but what all were when we there can an your which their said if do will each about how up out them
then she many some so these would other into has more her two like him see time could no make than
first been its who now people my made over did down only way find use may water long little very
after words called just where most know get through back much before go good new write our used me
man too any day same right look think also around another came come work three word must because
does part even place well such here take why things help put years different away again off went
old number great tell men say small every found still between name should home big give air line
set own under read last never us left end along while might next sound below saw something thought
both few those always looked show large often together asked house world going want school
important until form food keep children feet land side without boy once animals life enough took
sometimes four head above kind began almost live page got earth need far hand high year mother
light parts country father let night following picture being study second eyes soon times story
boys since white days ever paper hard near sentence better best across during today others however
sure means knew try told young miles sun ways thing whole hear example heard several change answer
room sea against top turned learn point city play toward five using himself usually photo
photograph image drawing painting sketch render blurry bright dark colour color black red green
blue yellow orange purple pink brown grey gray gold silver wooden metal glass plastic stone paper
leather cloth old new shiny round square tall short wide narrow dog cat bird fish horse cow sheep
car truck bus train plane boat bicycle chair table lamp bottle cup bowl plate spoon fork knife
book pen pencil clock phone camera computer key box bag ball toy doll shoe hat shirt dress coat
ring watch flower tree leaf grass mountain river lake beach forest garden street road bridge tower
castle church building window door wall roof floor stairs man woman child girl face hand eye
person crowd player music instrument guitar piano violin horn drum apple banana lemon pear grape
cherry bread cake cheese egg milk coffee tea wine candle mug vase pot kettle teapot mushroom
cactus shell crystal die dice gear robot rocket ship anchor hammer saw screw nail brush sky cloud
rain snow fire smoke sand ground background foreground indoors outdoors close-up view front back
side left right standing sitting lying holding hanging flying swimming in front of next to on top
""".split()


def class_captions(name, others):
    """[(caption, weight)] for one class; the weights add up to 1."""
    out = [(PROMPT.format(name), 0.5)]
    shares = [(name, 0.4)] + [(o, 0.1 / len(others)) for o in others]
    if not others:
        shares = [(name, 0.5)]
    for title, share in shares:
        out += [(t.format(title), share / len(TEMPLATES)) for t in TEMPLATES]
    return out


def build_tokenizer(extra_names):
    """extra_names: class names beside ImageNette's. Deterministic."""
    titles = [t for name, others in CLASSES.values() for t in (name, *others)] + list(extra_names)
    texts = [t.format(title) for title in titles for t in [PROMPT, *TEMPLATES]] * 3
    texts += WORDS + [" " + w for w in WORDS] * 2
    return Tokenizer(train(texts, VOCABULARY))


class CaptionTable:
    """All captions as one table of token ids, and a sampler of rows by class."""

    def __init__(self, tokenizer, classes):
        """classes: [(name, other names)], the row of a class is its label."""
        rows, self.choices = [tokenizer.encode("", MAX_TOKENS)], []
        for name, others in classes:
            captions = class_captions(name, others)
            index = np.arange(len(rows), len(rows) + len(captions))
            rows += [tokenizer.encode(c, MAX_TOKENS) for c, _ in captions]
            weights = np.array([w for _, w in captions])
            self.choices.append((index, np.cumsum(weights / weights.sum())))
        self.ids = np.array(rows, np.int64)

    def draw(self, labels, rng, drop):
        """Token ids [n, 16] for the labels; a share `drop` gets the null prompt."""
        out = np.zeros(len(labels), np.int64)
        uniform = rng.random(len(labels))
        for label in np.unique(labels):
            rows = labels == label
            index, cumulative = self.choices[label]
            places = np.searchsorted(cumulative, uniform[rows])
            out[rows] = index[np.minimum(places, len(index) - 1)]
        out[rng.random(len(labels)) < drop] = 0
        return self.ids[out]
