package sign

import (
	"crypto/sha256"
	"strings"
	"unicode"
)

// wordText holds 256 plain words, one for each value of a byte. They are four
// to seven letters long and no two begin with the same four, so that they
// survive a bad telephone line and a spelling mistake. The order is part of the
// format: never change it.
const wordText = `acorn actor agent album amber angle apple april arrow atlas autumn bacon badge baker bamboo banjo
barrel basket beaver bench berry bicycle blanket blossom board bottle branch bread brick bridge
brother bucket butter cabin cactus camel candle carpet castle cedar cellar chapel cherry circle city
clay clever clock cloud coast cobalt coffee copper coral cotton cradle crane cricket crown crystal
curtain cushion daisy dance dawn desert diamond dinner dolphin donkey door dragon drum duck dune
eagle earth east echo elbow eleven emerald engine fabric falcon family farmer feather fence fiddle
field finger flag flower flute forest fossil frost fruit galaxy garden garlic ginger globe goat gold
goose grain grape guitar hammer harbor harvest hazel hedge helmet herring hill honey horse hotel
house hunter igloo indigo iron island ivory jacket jelly jewel jungle kettle kitchen kite ladder
lake lamp lantern lemon letter library lily lion lizard lobster lunch magnet maple marble market
meadow melon metal mirror monkey moon moss mother music mustard napkin nature nest night north oasis
ocean olive onion orange orchid otter oyster paddle painter palace panda paper parrot pasture pearl
pebble pencil pepper piano pigeon pilot pine planet plum pocket polar poppy potato pumpkin puppy
queen quiet rabbit radio raven river robin rocket rose saddle sailor salmon school shadow shell
silver singer sister snow south spider spring square station stone storm summer sunset swan table
tailor teacher temple thunder tiger timber tomato tower train trumpet tulip turtle uncle valley
velvet village violin voice wagon walnut water weaver willow window winter wolf wonder yellow zebra`

var words = strings.Fields(wordText)

// wordCount is how many words name a key: ten, which is 80 bits of its hash.
const wordCount = 10

// Words gives ten words for a key: the first 80 bits of its SHA-256. Two people
// read them to each other by telephone, or show them in person, before they
// trust a key that came over the network.
func Words(pub PublicKey) []string {
	sum := sha256.Sum256(pub[:])
	out := make([]string, wordCount)
	for i := range out {
		out[i] = words[sum[i]]
	}
	return out
}

// MatchWords tells whether a text holds exactly the words of a key. Letter case
// does not matter, nor what stands between the words (spaces, hyphens, commas,
// line breaks).
func MatchWords(pub PublicKey, text string) bool {
	got := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	return strings.Join(got, " ") == strings.Join(Words(pub), " ")
}
