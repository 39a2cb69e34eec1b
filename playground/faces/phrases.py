"""The words for faces, as tables: how people name each value, in British and American spelling.

An entry is a meaning and the phrases for it, divided by commas. ``=3`` says how often a phrase is chosen
beside the others (1 without it; a phrase with 0 is understood and never written). ``a`` before a noun says
that it has an article, ``~`` that a phrase cannot stand before a noun. A reader takes hyphens for blanks.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from playground.faces.meanings import Meaning, denied, meaning

Entry = tuple[Meaning, str]

_SHORT_CUTS = ("hair", "side parting", "cropped", "curly top")
_LONG = meaning("length", "long", "long wavy", persona=("hair", "long"))
_LONG_STRAIGHT = meaning("length", "long", persona=("hair", "long"))
_LONG_WAVY = meaning("length", "long wavy")
_SHORT = meaning("length", "short", persona=_SHORT_CUTS)
_BOB = meaning("length", "neck length", persona=("hair", "bob"))
_SHOULDER = meaning("length", "shoulder length")
_CURLY = meaning("hair", "curly", "curly top")
_GLAD = meaning("mouth", "smiling", "laughing")

HAIR_COLOURS: list[Entry] = [
    (meaning("hair_colour", "black"), "black=8, jet-black, raven=0.1, ebony=0.1"),
    (
        meaning("hair_colour", "brown"),
        "brown=8, chestnut, brunette=1, chocolate=0.1, auburn=0.1, hazel=0, chestnut brown=0",
    ),
    (
        meaning("hair_colour", "blond"),
        "blond=6, blonde=6, fair, golden, yellow, golden blond=0.1, golden blonde=0.1, platinum blonde=0.1,"
        " platinum blond=0.1, platinum=0, gold=0, flaxen=0, strawberry blonde=0",
    ),
    (meaning("hair_colour", "red"), "red=8, ginger=3, copper=0.1, orange=0, scarlet=0.1, crimson=0.1"),
    (meaning("hair_colour", "grey"), "grey=4, gray=4, silver=2, white=0.1, greying=0, silvery=0.1"),
    (meaning("hair_colour", "blue"), "blue=8, bright blue"),
    (meaning("hair_colour", "pink"), "pink=8, bright pink, rose=0.1, magenta=0"),
    (meaning("hair_colour", "black", "brown"), "dark=1"),
    (meaning("hair_colour", "blond", "grey"), "light=0"),
]

ADJECTIVES: dict[str, list[Entry]] = {
    "hair": [
        *HAIR_COLOURS,
        (_SHORT, "short=8"),
        (
            meaning("length", "neck length", persona=("hair", "bob")),
            "neck-length=3, chin-length=3, jaw-length, bobbed=0.1",
        ),
        (_SHOULDER, "shoulder-length=6, medium-length, medium long=0, half-long=0, medium=0, mid-length=0.1"),
        (_LONG, "long=4, very long=0.1"),
        (_LONG_STRAIGHT, "long straight=4, long smooth, straight long=0, long and straight=0.1"),
        (
            _LONG_WAVY,
            "long wavy=5, wavy=2, long flowing, wavy long=0, long and wavy=0, flowing=0.1",
        ),
        (
            meaning(
                "length", "short", "neck length", "long", persona=("hair", "side parting", "bob", "long")
            ),
            "straight=0.1, smooth=0.1, sleek=0.1",
        ),
        (
            meaning("hair", "side parting"),
            "side-parted=5, side-swept=2, parted=1, neatly parted, swept=0, combed=0",
        ),
        (meaning("hair", "undercut"), "undercut=2"),
        (meaning("hair", "spiky"), "spiky=8, spiked=2, spiky punk=0"),
        (
            meaning("hair", "cropped"),
            "cropped=3, very short=3, close-cropped=2, buzzed, shaved=0, short cropped=1",
        ),
        (meaning("hair", "curly top"), "short curly=4, short and curly"),
        (_CURLY, "curly=5, frizzy=0.1, kinky=0"),
        (
            meaning("hair", "curly"),
            "big curly=4, very curly=2, voluminous curly, long curly=0, bushy=0.1, big=0, curly afro=0",
        ),
        (meaning("hair", "bun"), "tied-up, pinned-up=1, tied-back=0, tied=0"),
        (
            meaning("hair_colour"),
            "green, purple, violet, turquoise, teal, lilac, rainbow, multicolored, multicoloured",
        ),
    ],
    "beard": [
        *HAIR_COLOURS,
        (meaning("beard", "long beard"), "long, very long, huge, giant"),
        (meaning("beard", "full beard", "long beard"), "big, bushy, thick, large"),
        (meaning("beard", "full beard"), "full, trimmed"),
        (meaning("beard", "full beard", "goatee"), "short"),
        (meaning("beard", "goatee"), "small, little, pointed, pointy"),
        (meaning("hair_colour"), "green, purple, violet, turquoise, teal"),
    ],
    "moustache": [
        *HAIR_COLOURS,
        (meaning("beard", "walrus"), "big, bushy, thick, large, huge, heavy, giant, walrus"),
        (
            meaning("beard", "moustache"),
            "thin, small, slim, narrow, little, pencil, handlebar, pointed, curly",
        ),
    ],
    "eyebrows": [
        *HAIR_COLOURS,
        (meaning("brows", "level"), "level=4, straight=3, even, relaxed=2, neutral=1, flat=0.1, normal=0"),
        (
            meaning("brows", "raised"),
            "raised=6, lifted=2, arched=0.1, high=1, surprised=0, both raised=0, up=0",
        ),
        (
            meaning("brows", "frowning"),
            "frowning=4, furrowed=3, knitted, lowered=2, angry=2, stern=1, drawn=0, scowling=0",
        ),
        (
            meaning("brows", "worried"),
            "worried=6, anxious=2, sad=0.1, slanted=0, troubled, concerned=0.1, upset=0",
        ),
    ],
    "eyebrow": [(meaning("brows", "one raised"), "raised, lifted, arched, cocked, up")],
    "eyes": [
        (meaning("eyes", "open"), "open=8, normal=0"),
        (
            meaning("eyes", "wide open"),
            "wide open=6, wide=3, wide-open=2, big=1, large=0.1, huge=0.1, wide opened=0, staring=0",
        ),
        (
            meaning("eyes", "happy"),
            "happy=6, smiling=3, laughing=2, cheerful=2, joyful=1, merry=0, squinting=0.1, crinkled=0",
        ),
        (meaning("eyes", "closed"), "closed=8, shut=3, sleeping=0.1, sleepy=0.1, tightly closed=0"),
        (meaning("eyes", "winking"), "winking=0"),
        (meaning("eyes"), "blue, green, brown, hazel, grey, gray, black, red, dark, light, amber"),
    ],
    "skin": [
        (meaning("skin", "very light"), "very light=5, very fair=3, very pale=3, porcelain=0.1, ivory=0.1"),
        (meaning("skin", "light"), "light=5, fair=3, peach=0, rosy=0"),
        (meaning("skin", "very light", "light"), "pale=2, white=0"),
        (meaning("skin", "medium"), "medium=4, tanned=3, tan=3, olive=1, bronze=0.1, light brown=1"),
        (meaning("skin", "dark"), "dark=5, dark brown=2"),
        (meaning("skin", "medium", "dark"), "brown=2"),
        (meaning("skin", "very dark"), "very dark=5, deep dark=2, deep brown=0.1, deep=0, ebony=0"),
        (meaning("skin", "dark", "very dark"), "black=0"),
        (meaning("skin"), "green, blue, purple, yellow, red, orange"),
    ],
    "clothes": [
        (
            meaning("clothes_colour", "red"),
            "red=8, bright red=1, crimson=0.1, scarlet=0.1, dark red=0.1, maroon=0.1",
        ),
        (
            meaning("clothes_colour", "blue"),
            "blue=8, dark blue=1, navy=0.1, navy blue=0.1, royal blue=0.1, light blue=0.1",
        ),
        (meaning("clothes_colour", "green"), "green=8, dark green=1, emerald=0.1, light green=0.1"),
        (meaning("clothes_colour", "yellow"), "yellow=8, bright yellow=1, gold=0, golden=0.1, mustard=0.1"),
        (meaning("clothes_colour", "purple"), "purple=8, violet=2, lilac=0.1, lavender=0.1"),
        (meaning("clothes_colour", "orange"), "orange=8, bright orange=1"),
        (meaning("clothes_colour", "white"), "white=8, plain white=1, snow-white=0"),
        (meaning("clothes_colour", "black"), "black=8, plain black=0, dark=0"),
        (meaning("clothes", "checked shirt"), "checked, checkered, plaid, tartan, chequered"),
        (meaning("clothes_colour"), "pink, brown, grey, gray, turquoise, teal, beige, silver, cyan, magenta"),
    ],
    "background": [
        (meaning("ground", "white"), "white=8, plain white=1, blank=0, empty=0"),
        (meaning("ground", "blue"), "blue=8, light blue=2, pale blue=1, sky-blue=1, sky=0, baby blue=0.1"),
        (meaning("ground", "green"), "green=8, light green=2, pale green=1, mint=0.1, mint green=0.1"),
        (meaning("ground", "yellow"), "yellow=8, light yellow=2, pale yellow=1, cream=0.1, beige=0"),
        (meaning("ground", "pink"), "pink=8, light pink=2, pale pink=1, rose=0.1, rosy=0"),
        (meaning("ground", "grey"), "grey=5, gray=5, slate=0, dark=0"),
        (
            meaning("ground"),
            "red, black, purple, orange, brown, violet, turquoise, teal, gold, cyan, magenta",
        ),
    ],
    "mouth": [
        (meaning("mouth", "smiling"), "smiling"),
        (meaning("mouth", "laughing"), "laughing, grinning"),
        (meaning("mouth", "laughing", "astonished"), "open, wide open"),
        (meaning("mouth", "sad"), "sad, frowning, unhappy, downturned, turned-down"),
        (meaning("mouth", "angry"), "angry"),
        (meaning("mouth", "astonished"), "astonished, surprised, round, o-shaped"),
        (meaning("mouth", "smirking"), "smirking, crooked"),
    ],
    "smile": [
        (_GLAD, "big, broad, wide, happy, bright, huge, cheerful"),
        (meaning("mouth", "laughing"), "open, toothy, laughing, open-mouthed"),
        (meaning("mouth", "smirking"), "sly, crooked, half, wry"),
    ],
    "glasses": [
        (meaning("glasses", "sunglasses"), "dark"),
        (meaning("glasses"), "red, blue, green, pink, yellow, white, purple, orange, gold, golden, brown"),
    ],
    "hat": [(meaning("hair"), "blue, green, pink, yellow, white, purple, black, grey, gray")],
}
"""What may stand before a thing or be said of it, by the thing."""

NOUNS: dict[str, list[Entry]] = {
    "hair": [
        (
            meaning("hair", "side parting"),
            "a side parting=3, a side part=2, a parting=0, a parted hairstyle=0",
        ),
        (meaning("hair", "undercut"), "an undercut=8, an undercut hairstyle"),
        (meaning("hair", "spiky"), "spikes=1, a spiky hairstyle=1"),
        (
            meaning("hair", "bun"),
            "a bun=8, a hair bun=1, a top knot=1, a topknot=0.1, an updo=0.1, a chignon=0.1, a top bun=0,"
            " a high bun=0.1, a man bun=0",
        ),
        (meaning("hair", "cropped"), "a buzz cut=2, a crew cut=1, a buzzcut=0.1, a crop=0, stubbly hair=0"),
        (meaning("hair", "curly top"), "curls on top=3, a curly top=2"),
        (_CURLY, "curls=3, ringlets=0.1"),
        (
            meaning("hair", "curly"),
            "big curls=3, an afro=2, a mass of curls=1, a big afro=0.1, an Afro hairstyle=0",
        ),
        (meaning("hair", "mohawk"), "a mohawk=8, a mohican=2, a Mohawk haircut=1, an iroquois=0"),
        (_BOB, "a bob=6, a bob cut=3, a bob haircut=1, a bobcut=0.1, a pageboy=0.1"),
        (
            meaning("hair", "pigtails"),
            "pigtails=8, two pigtails=2, bunches=1, twin tails=0.1, twintails=0, two ponytails=0,"
            " a pigtail=0",
        ),
        (_LONG, "long locks=0, a mane=0"),
    ],
    "hat": [
        (meaning("hair", "cap"), "a cap=8, a baseball cap=3, a peaked cap=0.1, a visor=0, a ball cap=0"),
        (
            meaning("hair", "beanie"),
            "a beanie=8, a woolly hat=2, a knitted hat=1, a knit cap=1, a beanie hat=1, a wool hat=0.1,"
            " a woolen hat=0, a woollen hat=0.1, a knit hat=0.1, a wool cap=0, a winter hat=0.1,"
            " a stocking cap=0",
        ),
        (meaning("hair", "cap", "beanie"), "a hat=2, headgear=0, headwear=0"),
    ],
    "beard": [
        (
            meaning("beard", "goatee"),
            "a goatee=8, a goatee beard=1, a chin beard=1, a small beard=1, a circle beard=0.1, a Van Dyke=0",
        ),
        (meaning("beard", "full beard"), "a full beard=6, a bushy beard=0, a thick full beard=0"),
        (meaning("beard", "full beard", "long beard"), "a big beard=1, a thick beard=1"),
        (meaning("beard", "long beard"), "a long beard=6, a very long beard=2, a wizard’s beard=0"),
        (meaning("beard", "goatee", "full beard", "long beard"), "a beard=2"),
        (
            meaning("beard", "moustache", "goatee", "full beard", "long beard", "walrus"),
            "facial hair=0, whiskers=0",
        ),
    ],
    "moustache": [
        (
            meaning("beard", "moustache"),
            "a thin moustache=3, a thin mustache=3, a slim moustache=1, a slim mustache=1,"
            " a small moustache=0.1",
        ),
        (meaning("beard", "moustache", "walrus"), "a moustache=2, a mustache=2, a tache=0, a mustachio=0"),
        (
            meaning("beard", "walrus"),
            "a walrus moustache=3, a walrus mustache=3, a bushy moustache=2, a bushy mustache=2,"
            " a thick moustache=1, a thick mustache=1, a big moustache=1, a big mustache=1",
        ),
    ],
    "eyebrows": [],
    "eyebrow": [
        (
            meaning("brows", "one raised"),
            "one raised eyebrow=4, a raised eyebrow=4, one eyebrow raised=3, one lifted eyebrow=1,"
            " a raised brow=0, one eyebrow up=1, one raised brow=0, a single raised eyebrow=0,"
            " one brow raised=0, an arched eyebrow=0, a quizzical look=0",
        ),
    ],
    "eyes": [
        (meaning("eyes", "winking"), "one closed eye=2, one eye closed=3, a wink=3, one eye shut=1"),
    ],
    "smile": [
        (meaning("mouth", "smiling"), "a smile=4, a friendly smile=1, a gentle smile=1, a slight smile=0"),
        (
            meaning("mouth", "laughing"),
            "a big laugh=2, a laugh=2, a toothy grin=2, a broad grin=1, a grin=1, an open smile=1,"
            " a toothy smile=1, a big grin=0.1, a wide grin=0.1",
        ),
        (meaning("mouth", "smirking"), "a smirk=4, a sly smile=1, a half-smile=1, a crooked smile=0"),
    ],
    "mouth": [
        (
            meaning("mouth", "lips"),
            "full lips=4, pink lips=4, big lips=1, a pout=1, lipstick=1, pink lipstick=1, red lips=0.1,"
            " lips=0,"
            " duck lips=0, plump lips=0.1, red lipstick=0",
        ),
        (meaning("mouth", "sad"), "a sad mouth=1, a sad expression=2, a sad look=1"),
        (
            meaning("mouth", "angry"),
            "an angry mouth=1, an angry expression=2, an angry look=1, bared teeth=0",
        ),
        (
            meaning("mouth", "astonished"),
            "an astonished expression=1, a surprised look=2, a look of surprise=1, a round mouth=0,"
            " an open mouth=0",
        ),
        (meaning("brows", "worried"), "a worried look=2, a worried expression=1"),
    ],
    "glasses": [
        (
            meaning("glasses", "glasses"),
            "glasses=8, spectacles=2, eyeglasses=2, a pair of glasses=2, reading glasses=0.1, specs=0.1,"
            " thick glasses=0.1, nerd glasses=0, black glasses=0, eyewear=0, a pair of spectacles=0",
        ),
        (
            meaning("glasses", "sunglasses"),
            "sunglasses=8, shades=3, dark glasses=2, a pair of sunglasses=1, dark sunglasses=1, sunnies=0.1,"
            " black sunglasses=0.1, aviators=0.1, cool shades=0",
        ),
    ],
    "skin": [],
    "clothes": [
        (
            meaning("clothes", "T-shirt"),
            "a T-shirt=8, a t-shirt=4, a tee=2, a T-shirt with a round neck=0, a tshirt=0.1, a tee shirt=0.1",
        ),
        (
            meaning("clothes", "turtleneck"),
            "a turtleneck=8, a roll neck=1, a polo neck=1, a turtleneck sweater=1, a roll-neck=1,"
            " a turtle neck=0.1,"
            " a polo-neck sweater=0, a roll-neck jumper=0, a rollneck=0.1",
        ),
        (meaning("clothes", "jacket"), "a jacket=8, a coat=1, a blazer=0.1, an open jacket=0, a cardigan=0"),
        (
            meaning("clothes", "dress"),
            "a dress=8, a sleeveless dress=1, a frock=0, a gown=0.1, a tank top=0.1",
        ),
        (
            meaning("clothes", "shirt"),
            "a collared shirt=5, a dress shirt=1, a shirt with a collar=1, a button-up shirt=0.1,"
            " a blouse=0.1,"
            " a button-down shirt=0, a polo shirt=0",
        ),
        (meaning("clothes", "shirt", "T-shirt", "checked shirt"), "a shirt=2"),
        (
            meaning("clothes", "sweater", "turtleneck"),
            "a sweater=5, a jumper=3, a pullover=2, a woolly jumper=0",
        ),
        (
            meaning("clothes", "sweater"),
            "a plain sweater=2, a crew-neck sweater=2, a sweatshirt=1, a round-necked jumper=1",
        ),
        (
            meaning("clothes", "wrap"),
            "a wrap=5, a wrap top=3, a shawl=2, a wraparound top=0, a cape=0.1, a scarf=0",
        ),
        (
            meaning("clothes", "checked shirt"),
            "a checked shirt=5, a plaid shirt=4, a checkered shirt=2, a tartan shirt=1, a flannel shirt=1,"
            " a lumberjack shirt=0, plaid=0, flannel=0.1, a check shirt=0.1",
        ),
    ],
    "background": [],
}
"""Things, by what may be said of them, with what they say themselves."""

BARE_NOUNS: dict[str, str] = {
    "hair": "hair=1, hairstyle=0, haircut=0, locks=0, hairdo=0, hairs=0, tresses=0, strands=0",
    "beard": "sideburns=0",
    "moustache": "",
    "eyebrows": "eyebrows=4, brows=1",
    "eyebrow": "eyebrow=0, brow=0",
    "eyes": "eyes=1, eye=0",
    "skin": "skin=1, complexion=0, skin tone=0, skin colour=0, skin color=0",
    "clothes": "a top=3, clothes=3, an outfit=1, clothing=0, garment=0, garments=0, attire=0,"
    " uniform=0, fabric=0",
    "background": "a background=8, a backdrop=2, a wall=1, backing=0, back=0, bg=0, sky=0, surroundings=0",
    "mouth": "mouth=0",
    "smile": "",
    "glasses": "frames=0, lenses=0",
    "hat": "",
}
"""Words for a thing that say nothing of it by themselves."""

OTHER_THINGS = (
    "lips, nose, noses, ears, ear, cheeks, cheek, freckles, collar, chin, neck, shoulders, sleeves,"
    " teeth, forehead,"
    " stripes, dots, headband, hairband, ribbon, ribbons, bow, hair tie, hair ties, bobbles, brim,"
    " fringe, bangs, hairline"
)
"""Things of a face whose colour and shape say nothing of any factor."""

JOINED = {
    "haired": "hair", "skinned": "skin", "eyed": "eyes", "browed": "eyebrows", "clad": "clothes",
    "bearded": "beard", "moustached": "moustache", "mustached": "moustache", "moustachioed": "moustache",
}  # fmt: skip
"""Endings that make of what is said of a thing what is said of a person: "red-haired"."""

AFTER: dict[str, list[Entry]] = {
    "hair": [
        (
            meaning("hair", "side parting"),
            "parted on the side=3, parted to the side=2, swept to the side=2, parted at the side=0,"
            " combed to the side=1, swept to one side=0, combed over=0.1",
        ),
        (meaning("hair", "undercut"), "shaved at the sides=3, shaved on the sides=1, short at the sides=0"),
        (meaning("hair", "spiky"), "standing up in spikes=2, in spikes=2, standing on end=1, sticking up=0"),
        (
            meaning("hair", "bun"),
            "in a bun=5, tied in a bun=2, tied up in a bun=1, up in a bun=1, worn in a bun=1, put up=0,"
            " tied up=0",
        ),
        (meaning("hair", "pigtails"), "in pigtails=4, tied in pigtails=1, in bunches=1, in two pigtails=0"),
        (_BOB, "cut in a bob=2, in a bob=1, down to the chin=1"),
        (_SHOULDER, "down to the shoulders=2, that reaches the shoulders=1, to the shoulders=0"),
    ],
}
"""What may stand behind a thing."""

ALONE: list[Entry] = [
    (meaning("hair", "bald"), "bald=8, bald-headed=1, shaven-headed=1, hairless=0, no hair=0, without hair=0,"
     " without any hair=0, baldy=0, has no hair=0"),
    (meaning("hair_colour", "blond"), "blond=3, blonde=3, towheaded=0, blondes=0, blondie=0"),
    (meaning("hair_colour", "red"), "ginger=3, red-headed=1, redheaded=1, redhead=0, redheads=0, ginge=0"),
    (meaning("hair_colour", "brown"), "brunette=1"),
    (meaning("eyes", "happy"), "happy-eyed=0, ~eyes squeezed shut with joy=0"),
    (meaning("eyes", "closed"), "sleeping=0.1, asleep=0.1, eyes shut tight=0"),
    (meaning("eyes", "winking"), "winking=8, ~winking at you=1, winks=0, ~winking at us=0,"
        " ~one eye winking=0"),
    (meaning("eyes", "wide open"), "wide-eyed=2, goggle-eyed=0"),
    (meaning("glasses", "glasses"), "bespectacled=1, spectacled=0.1"),
    (meaning("mouth", "smiling"), "smiling=8, smiley=0, smiles=0, beaming=0.1, cheery=0.1, friendly=0"),
    (_GLAD, "happy=2, cheerful=1, ~looking happy=0, joyful=0.1, glad=0, merry=0, delighted=0,"
        " ~in a good mood=0"),
    (meaning("mouth", "laughing"), "laughing=8, grinning=4, laughs=0, ~laughing out loud=1, grins=0,"
        " ~smiling broadly=0"),
    (
        meaning("mouth", "sad"),
        "sad=8, unhappy=2, ~looking sad=1, sad-looking=1, gloomy=0.1, glum=0.1, sadly=0, miserable=0.1,"
        " sorrowful=0,"
        " disappointed=0, depressed=0, ~looking unhappy=0, crying=0",
    ),
    (
        meaning("mouth", "angry"),
        "angry=8, furious=1, ~looking angry=1, angry-looking=1, mad=1, cross=0.1, enraged=0.1, annoyed=0.1,"
        " grumpy=0.1,"
        " ~baring teeth=0, shouting=0, snarling=0, grimacing=0",
    ),
    (
        meaning("mouth", "astonished"),
        "astonished=4, surprised=6, shocked=1, amazed=1, ~looking surprised=1, ~open-mouthed=1, startled=0.1,"
        " stunned=0.1, gasping=0, ~looking astonished=0, ~with mouth open=0",
    ),
    (meaning("mouth", "smirking"), "smirking=6, ~smiling slyly=1, smirks=0, sly=0.1, smug=0.1, cheeky=0.1,"
        " mischievous=0.1"),
    (meaning("mouth", "lips"), "pouting=3, full-lipped=1, kissing=0, lipsticked=0, pouts=0"),
    (meaning("brows", "frowning", persona=("mouth", "sad")), "frowning=0, scowling=0, a frown=0, frowns=0"),
    (meaning("brows", "worried"), "worried=3, ~looking worried=2, anxious=0.1, concerned=0.1, nervous=0.1"),
    (meaning("brows", "one raised"), "sceptical=1, skeptical=1, ~looking sceptical=1, quizzical=0.1,"
        " ~raising an eyebrow=2,"
     " ~raising one eyebrow=1, doubtful=0"),
    (meaning("brows", "raised"), "~raising both eyebrows=1, ~raising eyebrows=0"),
    (meaning("beard", "none"), "clean-shaven=6, beardless=2, ~cleanly shaven=0, shaven=0, smooth-faced=0"),
    (meaning("beard", "full beard", "long beard"), "bearded=3"),
    (meaning("beard", "long beard"), "long-bearded=1"),
    (meaning("beard", "moustache", "walrus"), "moustached=1, mustached=1, moustachioed=1, mustachioed=0"),
    (meaning("skin", "very light", "light"), "~pale=1, pale-faced=0"),
    (meaning("skin", "medium"), "tanned=1, tan=0"),
    (
        meaning("style", "toon", persona=()),
        "cartoon=3, cartoon-style=2, cartoonish=1, ~in cartoon style=2, ~cartoon style=4,"
        " ~in a cartoon style=1,"
        " toon=1, ~toon style=2, ~drawn as a cartoon=1, ~like a cartoon=1, comic=0.1, ~comic style=0,"
        " toonhead=0,"
        " ~in the style of a comic=0.1, ~in comic style=0, ~as a cartoon=0, cartoons=0, ~in the toon style=0,"
        " ~in the style toon=0, ~in toon style=0, anime=0",
    ),
    (
        meaning("style", "persona", toon=()),
        "flat=1, flat-style=2, minimalist=2, ~in flat style=2, ~flat style=4, ~minimal style=2,"
        " ~flat design=2,"
        " ~in a flat style=1, ~in a minimal style=1, ~persona style=2, minimal=0.1, ~in persona style=0,"
        " persona=0,"
        " ~in the style persona=0, geometric=0.1, ~minimalist style=0, personas=0",
    ),
]  # fmt: skip
"""What says something of a face without a thing."""

NOT: list[tuple[str, Meaning, str]] = [
    ("a beard", meaning("beard", "goatee", "full beard", "long beard"), "noun=8"),
    ("a moustache", denied(meaning("beard", "none")), "noun=2"),
    ("a mustache", denied(meaning("beard", "none")), "noun=2"),
    ("facial hair", denied(meaning("beard", "none")), "noun=4"),
    ("glasses", denied(meaning("glasses", "none")), "worn=8"),
    ("spectacles", denied(meaning("glasses", "none")), "worn=1"),
    ("eyeglasses", denied(meaning("glasses", "none")), "worn=1"),
    ("sunglasses", meaning("glasses", "sunglasses"), "worn=3"),
    ("shades", meaning("glasses", "sunglasses"), "worn=1"),
    ("a hat", meaning("hair", "cap", "beanie"), "worn=1"),
    ("a cap", meaning("hair", "cap"), "worn=1"),
    ("a bun", meaning("hair", "bun"), "noun=1"),
    ("a smile", meaning("mouth", "smiling", "laughing", "smirking"), "noun=2"),
    ("smiling", meaning("mouth", "smiling", "laughing", "smirking"), "doing=8"),
    ("laughing", meaning("mouth", "laughing"), "doing=2"),
    ("happy", meaning("mouth", "smiling", "laughing", "smirking"), "doing=2"),
    ("bald", meaning("hair", "bald"), "doing=1"),
    ("winking", meaning("eyes", "winking"), "doing=1"),
    ("bearded", meaning("beard", "goatee", "full beard", "long beard"), "doing=0"),
    ("grinning", meaning("mouth", "smiling", "laughing", "smirking"), "doing=0"),
]
"""What captions deny, what that excludes, and how it is said. Other phrases exclude what they say."""

MODIFIERS = "light, dark, pale, bright, deep, pastel, soft, vivid, plain, solid, medium, neon, pure, very"
"""Words before a colour that leave it as it is, where no phrase says otherwise."""

NOT_DRAWN = (
    "hoodie, hoody, suit, tie, bow tie, necktie, vest, tuxedo, earring, earrings, necklace, jewellery,"
    " jewelry, crown,"
    " helmet, mask, hijab, turban, veil, headscarf, tattoo, tattoos, scar, scars, piercing, piercings,"
    " wrinkles, ponytail,"
    " braids, braid, plait, plaits, dreadlocks, dreads, cornrows, mullet, stubble, monocle, eyepatch,"
    " eye patch, headphones,"
    " tears, tongue, cigarette, pipe, wings, horns, halo, umbrella, flowers, flower, glove, gloves,"
    " hands, hand, beach, forest,"
    " city, sunset, garden, mountain, mountains, room, young, old, elderly, aged, bikini, armor,"
    " armour, kimono"
)
"""What people ask for and no style has."""

PEOPLE = (
    "person, face, portrait, someone, somebody, character, avatar, head, human, individual, people,"
    " man, woman, boy, girl,"
    " guy, lady, gentleman, kid, child, male, female, dude, chap, gal, bloke, fellow, men, women,"
    " adult, teenager, teen,"
    " he, she, they, it, who, him, her, his, their, its, them, everyone, mother, father, grandmother,"
    " grandfather, uncle, aunt,"
    " grandma, grandpa, mum, mom, dad, granny, brother, sister, friend, figure, toddler, baby, punk,"
    " hipster, wizard, nerd,"
    " businessman, businesswoman, professor, teacher, pirate, clown,"
    " rocker, lumberjack, santa, doctor, sailor, student, artist, singer, scientist, old-timer, cowboy,"
    " captain, professor, king, queen, prince, princess, i, you, me, my, your, we, our"
)
"""Words for who is shown."""

IDLE_ADJECTIVES = (
    "plain, simple, solid, very, really, quite, rather, slightly, extremely, little, nice, cool, cute,"
    " pretty, beautiful,"
    " handsome, funny, lovely, good, great, big, small, tall, short, long, thick, thin, round, full,"
    " open, closed, bright,"
    " large, tiny, huge, new, smart, nerdy, leather, stylish, fancy, elegant, modern, classic, casual,"
    " natural, medium,"
    " light, dark, pale, soft,"
    " all, completely, totally, fully, single, both, two, one, black-rimmed, thick-rimmed, rimmed,"
    " framed, visible, thick-framed"
)
"""Words that may stand among those before a thing, and say nothing."""

IDLE = (
    "a, an, the, this, that, these, those, some, any, of, with, has, have, having, had, wearing, wears,"
    " wear, worn,"
    " is, are, was, in, on, and, or, but, to, at, as, for, by, from, against, before, over, behind,"
    " under, front,"
    " dressed, clad, there, where, picture, image, drawing, illustration, photo, photograph, painting,"
    " icon, profile,"
    " art, artwork, sketch, render, design, style, styled, close-up, closeup, up, headshot, selfie,"
    " mugshot, coloured, colored,"
    " colour, color, colours, colors, dyed, hued, bit, kind, sort, looking, looks,"
    " look, expression, expressions, mood,"
    " showing, shows, show, shown, featuring, features, depicts, depicting, please, draw, make, me,"
    " give, want, generate, create,"
    " also, too, then, while, whose, which, so, just, only, together, plus,"
    " type, like, pair, set, shade, tone, coloring, colouring, sitting, standing, stands, sits, seen,"
    " looking, camera, us, straight, ahead,"
    " head-and-shoulders, bust, covering, covered, thing, things, be, being,"
    " been, am, were, do, does, did, will, would, should, can, could, must, ever, always, sitter, subject,"
    " model, it’s, he’s, she’s, there’s, they’re, that’s, who’s, i’m, i’d, i’ve, let’s, between,"
    " around, within, into, out, off"
)
"""Words that are understood and say nothing of a face by themselves."""

DENYING = (
    "no, not, without, never, neither, nor, isn’t, aren’t, doesn’t, don’t, hasn’t, haven’t, wasn’t,"
    " isnt, doesnt, dont, lacks,"
    " lacking, minus, w/o, non, cannot, can’t, free of, lack, sans, hardly"
)
"""Words that deny what comes next."""

SIGNS = ".,;:!?()[]{}\"'“”‘’„…–—-/&+*#=|<>~`´_%@$^\\·•"
"""Signs that say nothing."""


class Phrase(msgspec.Struct, frozen=True):
    """A phrase of a table, with its article apart, and how often it is chosen beside the others.

    ``before`` says whether it may stand before a noun.
    """

    text: str
    weight: float
    article: str = ""
    before: bool = True


def phrases(table: str) -> Iterator[Phrase]:
    """The phrases of an entry."""
    for entry in filter(None, (each.strip() for each in table.split(","))):
        text, _, weight = entry.partition("=")
        before = not text.startswith("~")
        text = text.removeprefix("~")
        article = next((each for each in ("a ", "an ") if text.startswith(each)), "")
        yield Phrase(text.removeprefix(article), float(weight or 1), article.strip(), before)
