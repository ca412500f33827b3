// Refait les fichiers de ce dossier et public/icones à partir du paquet npm
// @gouvfr/dsfr, dont on ne garde que ce que nos écrans emploient.
//
//   npm pack @gouvfr/dsfr@1.14.4 && tar xzf gouvfr-dsfr-1.14.4.tgz
//   node style/dsfr/extraire.mjs chemin/vers/package
//
// À lancer à la main, quand la liste ci-dessous change : la construction ne
// connaît que les fichiers produits. Ne jamais passer à la version 1.15 ou après
// sans relire docs/decisions/0005-apparence.md (licence).
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const VERSION = '1.14.4'
const paquet = process.argv[2]
const ici = dirname(fileURLToPath(import.meta.url))
const racine = join(ici, '../..')
const icones = join(racine, 'public/icones')
if (JSON.parse(readFileSync(join(paquet, 'package.json'))).version !== VERSION) {
  throw new Error(`il faut la version ${VERSION}`)
}

// --- Ce qui est gardé ----------------------------------------------------------
const COMPOSANTS = ['alert', 'badge', 'breadcrumb', 'button', 'callout', 'footer', 'form', 'header',
  'input', 'link', 'modal', 'notice', 'pagination', 'radio', 'search', 'select', 'sidemenu', 'skiplink']

// Icônes employées par nos classes fr-icon-… (style/imagin/_icones.scss).
const NOS_ICONES = readFileSync(join(ici, '../imagin/_icones.scss'), 'utf8')
  .match(/\$icones:\s*\(([^)]*)\)/)[1].match(/[a-z0-9-]+/g)

// Un sélecteur qui correspond est retiré ; une règle sans sélecteur disparaît.
const RETIRES = [
  // Anciennes classes, scripts et artifices du DSFR.
  /fr-fi-/, /data-fr-js/, /data-fr-mourning/, /data-fr-scrolling/, /-ms-/, /\.fr-collapsing/, /fr-scroll/,
  /fr-logo|fr-artwork|fr-consent|fr-responsive|fr-ratio|fr-display-|fr-text--alt|fr-hr-or|fr-ellipsis|fr-fluid/,
  /fr-enlarge|fr-transition|type=range|type=file|type=image|\bvideo|\baudio|iframe|contenteditable|contacts-auto-fill/,
  // Familles décoratives de couleurs.
  /--(green|purple|yellow|pink|orange|brown|beige|blue-ecume|blue-cumulus)/,
  // Composants et variantes que nos écrans n'emploient pas.
  /fr-upload|fr-range|fr-radio-rich|fr-segmented|fr-tooltip|fr-translate|fr-mega|fr-nav\b|fr-nav_|fr-card|fr-tile/,
  /fr-btn--(account|team|briefcase|display|fullscreen|tooltip|sort|lg|menu|search|align)|fr-btns-group--(lg|equisized|between|center|left|icon-right|inline-reverse|inline-sm|inline-md)/,
  /fr-link--(xs|lg|download|close)|fr-links-group|fr-link__detail/,
  /fr-header__(logo|operator|navbar|menu|search|tools|brand-top)|fr-header .*fr-(modal|link|btn|btns)|fr-service__title/,
  /fr-footer__(partners|logo|brand|top|body|content)|fr-footer .*fr-btn/,
  /fr-notice--(weather|witness|kidnapping|attack|cyberattack|no-icon)|fr-notice .*fr-btn|fr-notice__link/,
  /fr-alert .*fr-(btn|link)/,
  /fr-badge--(new|icon-left)|fr-badge--sm--|fr-badge-group|fr-badges-group/,
  /fr-pagination__link--(first|last|label)/,
  /fr-sidemenu--|fr-sidemenu__btn/, /fr-search-bar--lg/, /fr-modal--(opened|top)/,
  /fr-fieldset__element--(year|postal|number)|fr-message--valid|fr-fieldset--(valid|info)|fr-label--|--valid|fr-valid-text|fr-info-text|-group--info/,
  /fr-input-wrap--(action|addon)|fr-callout .*fr-btn|fr-callout--/, /fr-breadcrumb__button|fr-breadcrumb .*fr-collapse/,
  /fr-collapse/, /fr-table/,
  // Grille : colonnes de base, md et lg.
  /fr-col-offset|fr-col-(sm|xl)|fr-container-(sm|lg|xl)|fr-grid-row-(sm|md|lg|xl)--/,
  /fr-(un)?hidden-(sm|xl)|fr-sr-only-/, /fr-icon--(xs|lg)/
]
// Espacements : une courte échelle, sans variante par largeur.
const ESPACEMENT = /^\.fr-[mp][trblxy]?-/
const ESPACEMENT_GARDE = /^\.fr-[mp][trblxy]?-(0|1v|1w|3v|2w|3w|4w|6w)$/
const PREFIXES = /^-(webkit|moz|ms)-(?!text-size-adjust|font-smoothing|osx|tap|text-fill)/

// --- Lecture ---------------------------------------------------------------------
function lire (css) {
  const texte = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@charset[^;]*;/g, '')
  let i = 0
  const bloc = () => {
    const enfants = []
    for (;;) {
      let debut = i; let guillemet = ''; let profondeur = 0
      while (i < texte.length) {
        const c = texte[i]
        if (guillemet) { if (c === guillemet) guillemet = '' } else if (c === '"' || c === "'") guillemet = c
        else if (c === '(') profondeur++
        else if (c === ')') profondeur--
        else if (profondeur === 0 && (c === ';' || c === '{' || c === '}')) break
        i++
      }
      const tete = texte.slice(debut, i).trim()
      const fin = texte[i++]
      if (fin === '{') enfants.push({ tete, enfants: bloc() })
      else {
        if (tete) enfants.push({ declaration: tete })
        if (fin !== ';') return enfants
      }
    }
  }
  return bloc()
}

function selecteurs (tete) {
  const liste = ['']; let profondeur = 0
  for (const c of tete) {
    if ('(['.includes(c)) profondeur++
    if (')]'.includes(c)) profondeur--
    if (c === ',' && profondeur === 0) liste.push('')
    else liste[liste.length - 1] += c
  }
  return liste.map((s) => s.trim().replace(/\s+/g, ' ').replace(/:not\(\[class[^\]]*fr-fi-[^\]]*\]\)/g, ''))
}

// --- Tri -------------------------------------------------------------------------
const copiees = new Set()
function icone (chemin) {
  const source = join(paquet, 'dist', chemin.replace(/^(\.\.\/)+/, ''))
  const nom = basename(chemin).replace(/^fr--/, '')
  if (!copiees.has(nom)) copyFileSync(source, join(icones, nom))
  copiees.add(nom)
  return `url("/icones/${nom}")`
}

function declaration (texte) {
  const [nom, ...reste] = texte.split(':')
  if (PREFIXES.test(nom)) return null
  let valeur = reste.join(':').trim()
  if (valeur.includes('-moz-fit-content')) return null
  valeur = valeur.replace(/url\("(\.\.\/[^"]*)"\)/g, (_, chemin) => icone(chemin))
  return `${nom.trim()}: ${valeur.replace('"Marianne", arial, sans-serif', 'var(--imagin-police)')};`
}

const sombres = (s) => /data-fr-theme=dark/.test(s)
function filtrer (noeuds) {
  const sortie = []
  for (const noeud of noeuds) {
    if (noeud.declaration) { sortie.push(noeud); continue }
    if (noeud.tete.startsWith('@')) {
      if (/^@(font-face|supports)/.test(noeud.tete)) continue
      const tete = /forced-colors/.test(noeud.tete)
        ? (/min-width/.test(noeud.tete) ? noeud.tete.split(',')[0].replace(/\(-ms[^)]*\)/, '(forced-colors: active)') : '@media (forced-colors: active)')
        : noeud.tete
      const enfants = filtrer(noeud.enfants)
      if (enfants.length) sortie.push({ tete, enfants })
      continue
    }
    const gardes = selecteurs(noeud.tete).filter((s) =>
      !RETIRES.some((r) => r.test(s)) && (!ESPACEMENT.test(s) || ESPACEMENT_GARDE.test(s)))
    if (!gardes.length) continue
    const clairs = gardes.filter((s) => !sombres(s))
    const enfants = filtrer(noeud.enfants)
    if (!enfants.length) continue
    if (clairs.length) sortie.push({ tete: clairs.join(',\n'), enfants })
    const fonces = gardes.filter(sombres)
    if (fonces.length) {
      // Le thème vient d'un attribut posé par le serveur, ou du système ; le papier
      // reste clair.
      const pour = (scheme) => fonces.map((s) => s.replace(/(:root)?\[data-fr-theme=dark\]/, `:root[data-fr-scheme=${scheme}]`)).join(',\n')
      sortie.push({ tete: '@media screen', enfants: [{ tete: pour('dark'), enfants }] })
      sortie.push({ tete: '@media screen and (prefers-color-scheme: dark)', enfants: [{ tete: pour('system'), enfants }] })
    }
  }
  return sortie
}

// --- Variables employées -----------------------------------------------------------
function parcourir (noeuds, action) {
  for (const n of noeuds) n.declaration ? action(n.declaration) : parcourir(n.enfants, action)
}
const valeurs = new Map()
const employees = new Set()
function employer (texte) {
  for (const [, nom] of texte.matchAll(/var\((--[a-z0-9-]+)/g)) {
    if (employees.has(nom)) continue
    employees.add(nom)
    for (const v of valeurs.get(nom) ?? []) employer(v)
  }
}
function sansInutiles (noeuds) {
  return noeuds.flatMap((n) => {
    if (!n.declaration) {
      const enfants = sansInutiles(n.enfants)
      return enfants.length ? [{ ...n, enfants }] : []
    }
    const nom = n.declaration.split(':')[0].trim()
    return nom.startsWith('--') && !employees.has(nom) ? [] : [n]
  })
}

function ecrire (noeuds, marge = '') {
  return noeuds.map((n) => {
    if (n.declaration) {
      const d = declaration(n.declaration)
      return d ? `${marge}${d}\n` : ''
    }
    const dedans = ecrire(n.enfants, marge + '  ')
    return dedans ? `${marge}${n.tete.replaceAll('\n', '\n' + marge)} {\n${dedans}${marge}}\n` : ''
  }).join('')
}

mkdirSync(icones, { recursive: true })
for (const f of readdirSync(ici)) if (f.endsWith('.css')) rmSync(join(ici, f))
for (const f of readdirSync(icones)) rmSync(join(icones, f))

const dist = (chemin) => lire(readFileSync(join(paquet, 'dist', chemin), 'utf8'))
const fichiers = new Map([['core', filtrer([...dist('core/core.main.css'), ...dist('scheme/scheme.css')])]])
for (const c of COMPOSANTS) fichiers.set(c, filtrer(dist(`component/${c}/${c}.main.css`)))

for (const noeuds of fichiers.values()) {
  parcourir(noeuds, (d) => {
    const [nom, ...reste] = d.split(':')
    if (nom.trim().startsWith('--')) valeurs.set(nom.trim(), [...(valeurs.get(nom.trim()) ?? []), reste.join(':')])
  })
}
for (const noeuds of fichiers.values()) parcourir(noeuds, (d) => { if (!d.startsWith('--')) employer(d) })
for (const f of readdirSync(join(ici, '../imagin'))) employer(readFileSync(join(ici, '../imagin', f), 'utf8'))

for (const [nom, noeuds] of fichiers) {
  const entete = `/* DSFR v${VERSION} | SPDX-License-Identifier: MIT | LICENSE.md | extrait : voir README.md */\n`
  writeFileSync(join(ici, `${nom}.css`), entete + ecrire(sansInutiles(noeuds)))
}
copyFileSync(join(paquet, 'LICENSE.md'), join(ici, 'LICENSE.md'))
const dossiers = readdirSync(join(paquet, 'dist/icons'))
for (const nom of NOS_ICONES) {
  const trouve = dossiers.flatMap((d) => readdirSync(join(paquet, 'dist/icons', d)).map((f) => `../icons/${d}/${f}`))
    .find((f) => [`${nom}.svg`, `fr--${nom}.svg`].includes(basename(f)))
  if (!trouve) throw new Error(`icône inconnue : ${nom}`)
  icone(trouve)
}
console.log(`${fichiers.size} fichiers, ${copiees.size} icônes, ${employees.size} variables`)
