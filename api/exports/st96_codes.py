"""The code lists that ST.96 V6.0 enumerates: facts, and older than our own lists."""

from api.intake.st3 import office_names

_LANGUAGES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj
kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr
nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th
ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW AN BU CS DD NT RH SU TP YD YU ZR
"""

LANGUAGES = frozenset(_LANGUAGES.split())
"""ISO 639-1, as of the schema."""

COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1, current and former; Kosovo (XK) is not among them."""

ADDED_LATER = frozenset({"MH", "NU"})
"""Offices that ST.3 took in a month after the schema was closed."""

FORMER_OFFICES = frozenset({"AN", "CS", "DL", "DD", "DT", "RH", "SU", "YD", "YU"})

OFFICES = (frozenset(office_names()) - ADDED_LATER) | FORMER_OFFICES
"""What the schema takes as an office code; none for individual use such as XA or QM."""

UNKNOWN_OFFICE = "XX"

PARTY_IDENTIFIER_CATEGORIES = frozenset(
    {
        "Individual identifier",
        "National identification number",
        "Passport number",
        "Professional registration number",
        "Entity identifier",
        "Tax identifier",
        "Customer number",
        "Employee number",
        "Contract worker number",
    }
)
ORGANIZATION_NAME_CATEGORIES = frozenset(
    {
        "Legal name",
        "Former name",
        "Common use",
        "Publishing name",
        "Unofficial name",
        "Short name",
        "Organization department name",
        "DBA TA AKA or FKA",
        "Composed of",
    }
)
ENTITY_NAME_CATEGORIES = frozenset({"DBA TA AKA or FKA", "Composed of"})
OPERATION_CATEGORIES = frozenset({"Select", "Insert", "Update", "Delete"})
