# shellcheck shell=bash
# Construction de l'application (serveur, wasm, style) ; à sourcer après outils.sh.

SITE=$RACINE/target/site
TEMOIN=$RACINE/target/imagin.construit # « mode + versions des outils » de la dernière construction

# choisir_construction rapide|release
choisir_construction() {
  MODE=$1
  case $MODE in
    release) BINAIRE=$RACINE/target/release/imagin ;;
    *) BINAIRE=$RACINE/target/debug/imagin ;;
  esac
  # Ce que leptos lit au démarrage du serveur.
  export LEPTOS_OUTPUT_NAME=imagin LEPTOS_SITE_ROOT=$SITE LEPTOS_SITE_PKG_DIR=pkg
  export LEPTOS_HASH_FILES=true
}

identite_construction() {
  printf '%s leptos=%s bindgen=%s npm=%s chaine=%s\n' "$MODE" "$CARGO_LEPTOS_VERSION" \
    "$WASM_BINDGEN_VERSION" "$EMPREINTE_NPM" "$(cat "$OUTILS/chaine" 2>/dev/null)"
}

# Vrai si rien n'a changé depuis la dernière construction (dossiers compris : une
# suppression change la date de son dossier).
construction_a_jour() {
  local d sources=()
  [ -x "$BINAIRE" ] && [ -d "$SITE/pkg" ] && [ -f "$TEMOIN" ] || return 1
  [ "$(cat "$TEMOIN")" = "$(identite_construction)" ] || return 1
  for d in Cargo.toml Cargo.lock .cargo crates app frontend server style public \
    script/lib/construction.sh script/lib/comprimer.mjs; do
    if [ -e "$RACINE/$d" ]; then sources+=("$RACINE/$d"); fi
  done
  [ -z "$(find "${sources[@]}" -newer "$TEMOIN" ! -name '*.snap.new' ! -name '*.pending-snap' -print -quit)" ]
}

# reduire_wasm FICHIER CIBLE : un programme du navigateur, sur un seul cœur.
reduire_wasm() {
  BINARYEN_CORES=1 wasm-opt -Oz --enable-bulk-memory --enable-nontrapping-float-to-int \
    --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue \
    "$1" -o "$2.partiel" && mv "$2.partiel" "$2"
}

# cargo-leptos n'appelle wasm-opt qu'avec --release : ici, on le fait nous-mêmes, autant de
# fichiers à la fois que de cœurs (un seul fichier les occupe mal), en gardant le résultat
# tant que le wasm d'entrée est le même.
optimiser_wasm() {
  local f cle n cache=$RACINE/target/wasm-opt garde=$RACINE/target/wasm-opt.garde
  local -A cles=()
  local tours=()
  mkdir -p "$cache"
  rm -rf "$garde"
  mkdir "$garde"
  # Les plus gros d'abord : le dernier à finir n'attend personne.
  while read -r f; do
    cle=$(sha256sum "$f" | cut -c1-32)
    cles[$f]=$cle
    [ ! -f "$cache/$cle.wasm" ] || continue
    if [ ${#tours[@]} -ge "$(nproc)" ]; then
      n=0
      wait -n -p n "${tours[@]}" || return 1
      mapfile -t tours < <(printf '%s\n' "${tours[@]}" | grep -vx "$n")
    fi
    reduire_wasm "$f" "$cache/$cle.wasm" &
    tours+=($!)
  done < <(ls -S "$SITE"/pkg/*.wasm)
  for n in "${tours[@]}"; do wait "$n" || return 1; done
  for f in "${!cles[@]}"; do
    cp "$cache/${cles[$f]}.wasm" "$f"
    cp "$cache/${cles[$f]}.wasm" "$garde/"
  done
  rm -rf "$cache"
  mv "$garde" "$cache"
}

construire() {
  # --split : le programme de certaines pages se charge avec elles.
  local debut=$SECONDS depart options=(--split)
  if construction_a_jour; then
    dire "→ Application déjà construite"
    return
  fi
  [ -f "$RACINE/Cargo.toml" ] || echec "pas de Cargo.toml dans $RACINE"
  verifier_espace_target "$ESPACE_CONSTRUCTION_GO"
  mkdir -p "$RACINE/target"
  if [ "$MODE" = release ]; then
    options+=(--release)
    dire "→ Construction optimisée (environ 25 min la première fois)…"
  else
    dire "→ Construction (environ 12 min la première fois, 5 ensuite)…"
  fi
  if [ "${CI:-}" = true ] && [ -f "$RACINE/Cargo.lock" ]; then options+=(--cargo-locked); fi
  depart=$RACINE/target/imagin.depart
  rm -f "$TEMOIN"
  : >"$depart"
  (cd "$RACINE" && RUST_BACKTRACE=0 cargo leptos build "${options[@]}") || echec "la construction a échoué (voir ci-dessus)"
  [ -x "$BINAIRE" ] || echec "cargo-leptos n'a pas produit $BINAIRE"
  if [ "$MODE" != release ]; then
    executer "wasm réduit par wasm-opt" "2 min" optimiser_wasm
  fi
  executer "Fichiers comprimés (brotli, gzip)" "10 s" node "$RACINE/script/lib/comprimer.mjs" "$SITE"
  identite_construction >"$depart.contenu"
  touch -r "$depart" "$depart.contenu"
  mv "$depart.contenu" "$TEMOIN"
  rm -f "$depart"
  dire "  construit en $(duree $((SECONDS - debut))) ; wasm : $(taille_wasm)"
}

# Ce que charge toute page, puis les parties que certaines chargent en plus.
taille_wasm() {
  local f principal=0 parties=0 taille
  for f in "$SITE"/pkg/*.wasm; do
    taille=$(wc -c <"$f")
    if [ -f "$f.br" ]; then taille=$(wc -c <"$f.br"); fi
    case ${f##*/} in
      imagin*) principal=$((principal + taille)) ;;
      *) parties=$((parties + taille)) ;;
    esac
  done
  printf '%d ko, et %d ko avec les pages qui en ont besoin (comprimé)' \
    $((principal / 1024)) $((parties / 1024))
}
