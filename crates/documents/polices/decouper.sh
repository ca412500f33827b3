#!/usr/bin/env bash
# Refait les polices de ce dossier à partir du paquet Debian fonts-noto-core.
# Demande apt-get, dpkg et pyftsubset (fonttools, par exemple 4.38 de Debian ou
# 4.6x de PyPI). Voir README.md pour le pourquoi de chaque option.
set -euo pipefail
ici=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
travail=$(mktemp -d)
trap 'rm -rf "$travail"' EXIT
cd "$travail"
apt-get download fonts-noto-core
dpkg -x fonts-noto-core_*.deb .

# Latin de base, Latin-1, Latin étendu A, roumain, vietnamien, ponctuation.
caracteres=U+0020-007E,U+00A0-017F,U+0192,U+01A0-01A1,U+01AF-01B0,U+0218-021B,U+02B3,U+02BC,U+02C6,U+02DC
caracteres+=,U+1D49,U+1E9E,U+1EA0-1EF9,U+2009-2015,U+2018-201E,U+2020-2022,U+2026
caracteres+=,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A,U+20AC,U+2116,U+2122,U+2212
caracteres+=,U+2248,U+2260,U+2264,U+2265,U+FFFD

for graisse in Regular Bold; do
  pyftsubset "usr/share/fonts/truetype/noto/NotoSans-$graisse.ttf" \
    --unicodes="$caracteres" --layout-features='' --no-hinting --notdef-outline \
    --drop-tables+=GSUB,GPOS,GDEF,kern,STAT,DSIG,meta,gasp \
    --name-IDs=0,1,2,3,4,5,6,13,14 --output-file="$ici/NotoSans-$graisse.ttf"
done
