//! Teachers of an établissement, as STS-WEB exports them (`emp_STS_UAI_ANNEE.xml`).
//!
//! The XML is read event by event and never expanded: a document type or an entity of its
//! own refuses the file, before anything it holds is looked at. What is longer or deeper than
//! such a file can be is refused too, so that memory does not grow with it.

use super::champs::extrait;
use super::{LOT, Lot};
use domain::{Civilite, EncodageImport, ImportErreur, NOM_MAX, RaisonRefus, Uai, texte};
use encoding_rs::{Decoder, Encoding};
use quick_xml::errors::Error as ErreurXml;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::{BufReader, Cursor, Read};
use tokio::sync::mpsc;

/// Longest text of an element, in characters; what is beyond is counted and thrown away.
const TEXTE_MAX: usize = 500;
/// Deepest element.
const PROFONDEUR_MAX: usize = 32;
/// Most disciplines of a person.
const DISCIPLINES_MAX: usize = 20;
/// Longest code of a discipline.
const CODE_MAX: usize = 20;
/// Longest label of a discipline.
const LIBELLE_MAX: usize = 120;
/// Longest identifier.
const ID_MAX: usize = 20;
/// Bytes in which the declaration is looked for.
const DEBUT: usize = 1_024;
/// Bytes decoded at a time.
const MORCEAU: usize = 32 * 1024;
const MARQUE: &[u8] = b"\xef\xbb\xbf";

pub(super) const MODELE: &str = "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<STS_EDT>
  <PARAMETRES>
    <UAJ CODE=\"0310038Y\"><DENOM_PRINC>LYCEE POLYVALENT</DENOM_PRINC><DENOM_COMPL>BELLEVUE</DENOM_COMPL></UAJ>
    <ANNEE_SCOLAIRE ANNEE=\"2020\"><DATE_DEBUT>2020-09-01</DATE_DEBUT><DATE_FIN>2021-08-31</DATE_FIN></ANNEE_SCOLAIRE>
  </PARAMETRES>
  <DONNEES>
    <INDIVIDUS>
      <INDIVIDU ID=\"12345\" TYPE=\"epp\">
        <SEXE>2</SEXE><CIVILITE>2</CIVILITE><NOM_USAGE>DUPONT</NOM_USAGE><NOM_PATRONYMIQUE>DUPONT</NOM_PATRONYMIQUE>
        <PRENOM>Marie</PRENOM><FONCTION>ENS</FONCTION>
        <DISCIPLINES><DISCIPLINE CODE=\"L1000\"><LIBELLE_COURT>HISTOIRE GEOGRAPHIE</LIBELLE_COURT><NB_HEURES>18.00</NB_HEURES></DISCIPLINE></DISCIPLINES>
      </INDIVIDU>
    </INDIVIDUS>
  </DONNEES>
</STS_EDT>
";

/// A person of the file, good in themselves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Personne {
    /// Of which établissement the file is.
    pub(super) uai: Uai,
    /// See [`domain::matricule_sts`].
    pub(super) matricule: String,
    pub(super) civilite: Civilite,
    pub(super) nom: String,
    pub(super) prenom: String,
    /// Birth name; empty when it is the same, or not told.
    pub(super) naissance: String,
    /// Code and label, when there is one.
    pub(super) discipline: Option<(String, String)>,
    pub(super) enseigne: bool,
}

// ------------------------------------------------------------------- bytes

/// The encoding that a file declares; UTF-8 when it declares none, as XML has it.
pub(super) fn encodage(debut: &[u8]) -> Result<EncodageImport, ImportErreur> {
    if debut.trim_ascii().is_empty() {
        return Err(ImportErreur::FichierVide);
    }
    if debut.starts_with(b"\xff\xfe") || debut.starts_with(b"\xfe\xff") {
        return Err(ImportErreur::FichierUtf16);
    }
    let sans_marque = debut.strip_prefix(MARQUE).unwrap_or(debut).trim_ascii();
    if !sans_marque.starts_with(b"<") {
        return Err(ImportErreur::XmlIllisible);
    }
    if !sans_marque.starts_with(b"<?xml") {
        return Ok(EncodageImport::Utf8);
    }
    let declaration: Vec<u8> = sans_marque
        .iter()
        .copied()
        .take_while(|o| *o != b'>')
        .collect();
    let declaration = String::from_utf8_lossy(&declaration).into_owned();
    let Some((_, suite)) = declaration.split_once("encoding") else {
        return Ok(EncodageImport::Utf8);
    };
    let nom = suite
        .trim_start_matches([' ', '=', '\t', '\r', '\n'])
        .trim_start_matches(['"', '\''])
        .split(['"', '\''])
        .next()
        .unwrap_or_default();
    let lu = Encoding::for_label(nom.as_bytes());
    if lu == Some(encoding_rs::UTF_8) {
        Ok(EncodageImport::Utf8)
    } else if lu == Some(encoding_rs::WINDOWS_1252) {
        // What is declared ISO-8859-1 too, as browsers read it.
        Ok(EncodageImport::Windows1252)
    } else if lu == Some(encoding_rs::ISO_8859_15) {
        Ok(EncodageImport::Iso885915)
    } else {
        Err(ImportErreur::EncodageInconnu { nom: extrait(nom) })
    }
}

/// Bytes of any encoding as UTF-8, a few at a time. What is not of the encoding becomes a
/// sign that no value may have.
struct Transcodeur<R> {
    source: R,
    decodeur: Decoder,
    lus: Vec<u8>,
    pret: Vec<u8>,
    debut: usize,
    fini: bool,
}

impl<R: Read> Transcodeur<R> {
    fn nouveau(source: R, encodage: EncodageImport) -> Self {
        let encodage = match encodage {
            EncodageImport::Utf8 => encoding_rs::UTF_8,
            EncodageImport::Windows1252 => encoding_rs::WINDOWS_1252,
            EncodageImport::Iso885915 => encoding_rs::ISO_8859_15,
        };
        Self {
            source,
            decodeur: encodage.new_decoder_with_bom_removal(),
            lus: vec![0; MORCEAU],
            pret: Vec::new(),
            debut: 0,
            fini: false,
        }
    }

    fn remplir(&mut self) -> std::io::Result<()> {
        self.debut = 0;
        self.pret.clear();
        while self.pret.is_empty() && !self.fini {
            let n = self.source.read(&mut self.lus)?;
            self.fini = n == 0;
            let place = self
                .decodeur
                .max_utf8_buffer_length(n)
                .unwrap_or(4 * MORCEAU);
            self.pret.resize(place, 0);
            let lus = self.lus.get(..n).unwrap_or_default();
            let (_, _, ecrits, _) = self.decodeur.decode_to_utf8(lus, &mut self.pret, self.fini);
            self.pret.truncate(ecrits);
        }
        Ok(())
    }
}

impl<R: Read> Read for Transcodeur<R> {
    fn read(&mut self, tampon: &mut [u8]) -> std::io::Result<usize> {
        if self.debut >= self.pret.len() {
            self.remplir()?;
        }
        let reste = self.pret.get(self.debut..).unwrap_or_default();
        let n = reste.len().min(tampon.len());
        if let (Some(vers), Some(de)) = (tampon.get_mut(..n), reste.get(..n)) {
            vers.copy_from_slice(de);
        }
        self.debut += n;
        Ok(n)
    }
}

// -------------------------------------------------------------------- XML

/// A file whose encoding is known.
pub(super) struct Ouvert {
    source: Box<dyn Read + Send>,
    pub(super) encodage: EncodageImport,
}

/// Opens a file: its first bytes tell how it is read.
pub(super) fn ouvrir(mut source: impl Read + Send + 'static) -> Result<Ouvert, ImportErreur> {
    let mut debut = Vec::with_capacity(DEBUT);
    source
        .by_ref()
        .take(DEBUT as u64)
        .read_to_end(&mut debut)
        .map_err(lecture)?;
    let encodage = encodage(&debut)?;
    Ok(Ouvert {
        source: Box::new(Cursor::new(debut).chain(source)),
        encodage,
    })
}

fn lecture(erreur: std::io::Error) -> ImportErreur {
    ImportErreur::Lecture {
        detail: erreur.to_string(),
    }
}

fn illisible(erreur: ErreurXml) -> ImportErreur {
    match erreur {
        ErreurXml::Io(e) => ImportErreur::Lecture {
            detail: e.to_string(),
        },
        _ => ImportErreur::XmlIllisible,
    }
}

/// A person being read.
#[derive(Debug, Default)]
struct EnCours {
    id: String,
    genre: String,
    champs: Vec<(String, String)>,
    disciplines: Vec<(String, String, String)>,
}

impl EnCours {
    /// Notes a field, unless one of that name is there: never more of them than names.
    fn poser(&mut self, nom: String, texte: String) {
        if self.champs.iter().all(|(n, _)| *n != nom) {
            self.champs.push((nom, texte));
        }
    }

    fn champ(&self, nom: &str) -> &str {
        self.champs
            .iter()
            .find(|(n, _)| n == nom)
            .map_or("", |(_, v)| v.as_str())
    }

    /// A text that is fit to be kept.
    fn texte(colonne: &str, brut: &str, maximum: usize) -> Result<String, RaisonRefus> {
        let propre = texte::nettoyer(brut);
        if texte::a_caractere_de_controle(&propre) {
            return Err(RaisonRefus::CaractereInterdit {
                colonne: colonne.to_owned(),
            });
        }
        let longueur = propre.chars().count();
        if longueur > maximum {
            return Err(RaisonRefus::TropLong {
                colonne: colonne.to_owned(),
                maximum: maximum as u32,
                longueur: longueur as u32,
            });
        }
        Ok(propre)
    }

    fn lue(&self, uai: &Uai) -> Result<Personne, RaisonRefus> {
        let vide = |colonne: &str| RaisonRefus::Vide {
            colonne: colonne.to_owned(),
        };
        let id = Self::texte("ID", &self.id, ID_MAX)?;
        if id.is_empty() {
            return Err(vide("ID"));
        }
        let usage = Self::texte("NOM_USAGE", self.champ("NOM_USAGE"), NOM_MAX)?;
        let patronymique = Self::texte("NOM_PATRONYMIQUE", self.champ("NOM_PATRONYMIQUE"), NOM_MAX);
        let (nom, naissance) = if usage.is_empty() {
            (patronymique?, String::new())
        } else {
            // Nobody is refused for a name that they do not use.
            let naissance = patronymique.unwrap_or_default();
            let pareil = texte::normaliser(&naissance) == texte::normaliser(&usage);
            (usage, if pareil { String::new() } else { naissance })
        };
        // Nobody could be found under a name without a letter.
        if texte::normaliser(&nom).is_empty() {
            return Err(vide("NOM_USAGE"));
        }
        let discipline = match domain::discipline_de_poste(&self.disciplines) {
            Some((code, libelle)) => Some((
                Self::texte("DISCIPLINE", &code, CODE_MAX)?,
                Self::texte("LIBELLE_COURT", &libelle, LIBELLE_MAX)?,
            )),
            None => None,
        };
        Ok(Personne {
            matricule: domain::matricule_sts(
                &id,
                self.genre.eq_ignore_ascii_case("epp"),
                uai.as_str(),
            ),
            uai: uai.clone(),
            civilite: civilite(self.champ("CIVILITE"), self.champ("SEXE")),
            nom,
            prenom: Self::texte("PRENOM", self.champ("PRENOM"), NOM_MAX)?,
            naissance,
            discipline,
            enseigne: domain::enseigne(self.champ("FONCTION")),
        })
    }
}

/// Titles are numbers: 1 for Monsieur, 2 and 3 for Madame; older files have the sex alone.
fn civilite(code: &str, sexe: &str) -> Civilite {
    let lu = if code.trim().is_empty() { sexe } else { code };
    match lu.trim() {
        "1" => Civilite::Monsieur,
        "2" | "3" => Civilite::Madame,
        autre => Civilite::lire(autre).unwrap_or_default(),
    }
}

/// An attribute as text; empty when it is absent. An entity in it refuses the file.
fn attribut(element: &BytesStart<'_>, nom: &str) -> Result<String, ImportErreur> {
    let lu = element
        .try_get_attribute(nom)
        .map_err(|_| ImportErreur::XmlIllisible)?;
    match lu {
        None => Ok(String::new()),
        Some(a) => a
            .normalized_value(XmlVersion::Implicit1_0)
            .map(std::borrow::Cow::into_owned)
            .map_err(|_| ImportErreur::XmlInterdit),
    }
}

/// What is read of a file, and where one is in it.
struct Lecteur<'a> {
    /// The établissement that was named; none when none was.
    demande: Option<Uai>,
    chemin: Vec<String>,
    texte: String,
    /// Characters of `texte` and of what was thrown away.
    longueur: usize,
    uai: Option<Uai>,
    personne: Option<EnCours>,
    rang: u32,
    lignes: Vec<(u32, Result<Personne, RaisonRefus>)>,
    vers: &'a mpsc::Sender<Result<Lot<Personne>, ImportErreur>>,
}

impl Lecteur<'_> {
    fn debut(&mut self, element: &BytesStart<'_>) -> Result<(), ImportErreur> {
        let nom = element.local_name().into_inner().to_owned();
        if self.chemin.is_empty() && nom != "STS_EDT" {
            return Err(ImportErreur::StsInconnu);
        }
        if self.chemin.len() >= PROFONDEUR_MAX {
            return Err(ImportErreur::XmlIllisible);
        }
        self.texte.clear();
        self.longueur = 0;
        match nom.as_str() {
            "UAJ" if self.uai.is_none() => self.etablissement(&attribut(element, "CODE")?)?,
            "INDIVIDU" => {
                if self.uai.is_none() {
                    return Err(ImportErreur::StsInconnu);
                }
                self.rang = self.rang.saturating_add(1);
                self.personne = Some(EnCours {
                    id: attribut(element, "ID")?,
                    genre: attribut(element, "TYPE")?,
                    ..EnCours::default()
                });
            }
            "DISCIPLINE" => {
                let code = attribut(element, "CODE")?;
                if let Some(p) = &mut self.personne
                    && p.disciplines.len() < DISCIPLINES_MAX
                {
                    p.disciplines.push((code, String::new(), String::new()));
                }
            }
            _ => {}
        }
        self.chemin.push(nom);
        Ok(())
    }

    fn etablissement(&mut self, code: &str) -> Result<(), ImportErreur> {
        let lu = Uai::lire(code)
            .map_err(|_| ImportErreur::EtablissementInconnu { uai: extrait(code) })?;
        if let Some(demande) = &self.demande
            && *demande != lu
        {
            return Err(ImportErreur::EtablissementDifferent {
                fichier: lu.to_string(),
                demande: demande.to_string(),
            });
        }
        self.uai = Some(lu);
        Ok(())
    }

    fn ecrire(&mut self, morceau: &str) {
        for c in morceau.chars() {
            if self.longueur < TEXTE_MAX {
                self.texte.push(c);
            }
            self.longueur = self.longueur.saturating_add(1);
        }
    }

    /// The end of an element; `false` when nobody listens any more.
    fn fin(&mut self) -> bool {
        let Some(nom) = self.chemin.pop() else {
            return true;
        };
        let texte = core::mem::take(&mut self.texte);
        let parent = self.chemin.last().map_or("", String::as_str);
        if let Some(p) = &mut self.personne {
            match (parent, nom.as_str()) {
                ("DISCIPLINE", "LIBELLE_COURT") => {
                    if let Some(d) = p.disciplines.last_mut() {
                        d.1 = texte;
                    }
                }
                ("DISCIPLINE", "NB_HEURES") => {
                    if let Some(d) = p.disciplines.last_mut() {
                        d.2 = texte;
                    }
                }
                (
                    "INDIVIDU",
                    "CIVILITE" | "SEXE" | "NOM_USAGE" | "NOM_PATRONYMIQUE" | "PRENOM" | "FONCTION",
                ) => p.poser(nom.clone(), texte),
                _ => {}
            }
        }
        if nom == "INDIVIDU"
            && let (Some(p), Some(uai)) = (self.personne.take(), &self.uai)
        {
            self.lignes.push((self.rang, p.lue(uai)));
        }
        self.lignes.len() < LOT || self.rendre(0)
    }

    /// Hands the people read over; `false` when nobody listens any more.
    fn rendre(&mut self, octets: u64) -> bool {
        let lot = Lot {
            lignes: core::mem::take(&mut self.lignes),
            octets,
        };
        self.vers.blocking_send(Ok(lot)).is_ok()
    }
}

/// Reads every person, on the present thread, and hands them over in lots.
pub(super) fn lire(
    ouvert: Ouvert,
    demande: Option<Uai>,
    vers: &mpsc::Sender<Result<Lot<Personne>, ImportErreur>>,
) -> Result<(), ImportErreur> {
    let source = BufReader::new(Transcodeur::nouveau(ouvert.source, ouvert.encodage));
    let mut xml = Reader::from_reader(source);
    let mut tampon = Vec::new();
    let mut l = Lecteur {
        demande,
        chemin: Vec::new(),
        texte: String::new(),
        longueur: 0,
        uai: None,
        personne: None,
        rang: 0,
        lignes: Vec::new(),
        vers,
    };
    let mut vu = false;
    loop {
        tampon.clear();
        match xml.read_event_into(&mut tampon).map_err(illisible)? {
            Event::DocType(_) => return Err(ImportErreur::XmlInterdit),
            Event::Start(e) => {
                vu = true;
                l.debut(&e)?;
            }
            Event::Empty(e) => {
                vu = true;
                l.debut(&e)?;
                if !l.fin() {
                    return Ok(());
                }
            }
            Event::End(_) => {
                if !l.fin() {
                    return Ok(());
                }
            }
            Event::Text(t) => l.ecrire(&t),
            Event::CData(t) => l.ecrire(&t),
            Event::GeneralRef(r) => match r.resolve_char_ref() {
                Ok(Some(c)) => l.ecrire(c.encode_utf8(&mut [0; 4])),
                Ok(None) => match resolve_xml_entity(&r) {
                    Some(valeur) => l.ecrire(valeur),
                    None => return Err(ImportErreur::XmlInterdit),
                },
                Err(_) => return Err(ImportErreur::XmlIllisible),
            },
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if !vu {
        return Err(ImportErreur::StsInconnu);
    }
    // Cut in the middle: what was read may lack the most important.
    if !l.chemin.is_empty() {
        return Err(ImportErreur::XmlIllisible);
    }
    // A file that names no établissement is none of these.
    if l.uai.is_none() {
        return Err(ImportErreur::StsInconnu);
    }
    l.rendre(xml.buffer_position());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Lignes = Vec<(u32, Result<Personne, RaisonRefus>)>;

    /// Everything a file says, or why it is refused.
    fn tout(octets: &[u8]) -> Result<Lignes, ImportErreur> {
        let ouvert = ouvrir(Cursor::new(octets.to_vec()))?;
        let (vers, mut lots) = mpsc::channel(1_000);
        lire(ouvert, None, &vers)?;
        drop(vers);
        let mut lignes = Vec::new();
        while let Ok(lot) = lots.try_recv() {
            lignes.extend(lot?.lignes);
        }
        Ok(lignes)
    }

    fn fichier(entete: &str, corps: &str) -> String {
        format!(
            "{entete}<STS_EDT><PARAMETRES><UAJ CODE=\"0310038Y\"/></PARAMETRES><DONNEES><INDIVIDUS>{corps}</INDIVIDUS></DONNEES></STS_EDT>"
        )
    }

    fn individu(id: &str, nom: &str) -> String {
        format!(
            "<INDIVIDU ID=\"{id}\" TYPE=\"epp\"><CIVILITE>1</CIVILITE><NOM_USAGE>{nom}</NOM_USAGE><PRENOM>Luc</PRENOM><FONCTION>ENS</FONCTION></INDIVIDU>"
        )
    }

    fn noms(octets: &[u8]) -> Vec<String> {
        tout(octets)
            .unwrap()
            .into_iter()
            .map(|(_, p)| p.unwrap().nom)
            .collect()
    }

    #[test]
    fn le_modele_se_lit() {
        let lues = tout(MODELE.as_bytes()).unwrap();
        let [(1, Ok(p))] = &lues[..] else {
            panic!("{lues:?}")
        };
        assert_eq!(p.matricule, "STS-12345");
        assert_eq!((p.nom.as_str(), p.prenom.as_str()), ("DUPONT", "Marie"));
        assert_eq!(p.civilite, Civilite::Madame);
        assert_eq!(
            p.discipline,
            Some(("L1000".to_owned(), "HISTOIRE GEOGRAPHIE".to_owned()))
        );
        assert!(p.enseigne);
    }

    #[test]
    fn les_encodages_se_lisent() {
        let texte = |nom: &str| {
            fichier(
                &format!("<?xml version='1.0' encoding='{nom}'?>"),
                &individu("1", "D’ŒILLET À 5 €"),
            )
        };
        assert_eq!(noms(texte("UTF-8").as_bytes()), ["D’ŒILLET À 5 €"]);
        let marque = format!("\u{feff}{}", texte("utf-8"));
        assert_eq!(noms(marque.as_bytes()), ["D’ŒILLET À 5 €"]);
        let latin = texte("ISO-8859-15").replace('’', "'");
        let (octets, _, perdu) = encoding_rs::ISO_8859_15.encode(&latin);
        assert!(!perdu);
        assert_eq!(noms(&octets), ["D'ŒILLET À 5 €"]);
        assert!(matches!(
            tout(texte("UTF-7").as_bytes()),
            Err(ImportErreur::EncodageInconnu { .. })
        ));
        // Declared otherwise than it is: refused person by person, never guessed.
        let lues = tout(&{
            let mut o = texte("UTF-8").into_bytes();
            let ou = o.windows(2).position(|p| p == "À".as_bytes()).unwrap();
            o.splice(ou..ou + 2, [0xc0]);
            o
        });
        assert!(
            lues.is_ok_and(|l| matches!(l[..], [(1, Err(RaisonRefus::CaractereInterdit { .. }))]))
        );
    }

    #[test]
    fn rien_ne_s_etend_ni_ne_s_ouvre() {
        let rires =
            "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>";
        let dehors = "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
        for entete in [
            rires,
            dehors,
            "<!DOCTYPE STS_EDT SYSTEM \"http://127.0.0.1/x.dtd\">",
        ] {
            let f = fichier(entete, &individu("1", "&b;"));
            assert_eq!(
                tout(f.as_bytes()),
                Err(ImportErreur::XmlInterdit),
                "{entete}"
            );
        }
        // Without a document type, an entity of its own is one nobody defined.
        let f = fichier("", &individu("1", "&rire;"));
        assert_eq!(tout(f.as_bytes()), Err(ImportErreur::XmlInterdit));
        let f = fichier("", &individu("&rire;", "X"));
        assert_eq!(tout(f.as_bytes()), Err(ImportErreur::XmlInterdit));
        // Those of every XML file are known.
        let f = fichier("", &individu("1", "L&apos;H&#xD4;TE &amp; CIE"));
        assert_eq!(noms(f.as_bytes()), ["L'HÔTE & CIE"]);
    }

    #[test]
    fn ce_qui_n_est_pas_un_export() {
        for (octets, attendu) in [
            (&b""[..], ImportErreur::FichierVide),
            (&b"matricule;nom\n1;X\n"[..], ImportErreur::XmlIllisible),
            (&b"<html><body/></html>"[..], ImportErreur::StsInconnu),
            (&b"<STS_EDT></STS_EDT>"[..], ImportErreur::StsInconnu),
            (&b"<STS_EDT><PARAMETRES>"[..], ImportErreur::XmlIllisible),
            (&b"\xff\xfe<\0"[..], ImportErreur::FichierUtf16),
            (
                &b"<STS_EDT><UAJ CODE=\"0310038A\"/></STS_EDT>"[..],
                ImportErreur::EtablissementInconnu {
                    uai: "0310038A".into(),
                },
            ),
        ] {
            assert_eq!(tout(octets), Err(attendu), "{octets:?}");
        }
        let profond = format!("<STS_EDT>{}", "<A>".repeat(PROFONDEUR_MAX + 1));
        assert_eq!(tout(profond.as_bytes()), Err(ImportErreur::XmlIllisible));
    }

    #[test]
    fn un_champ_repete_ne_remplit_pas_la_memoire() {
        let mut p = EnCours::default();
        for n in 0..3 {
            p.poser("PRENOM".to_owned(), n.to_string());
        }
        assert_eq!(p.champs, [("PRENOM".to_owned(), "0".to_owned())]);
        // The first one counts.
        let repete = individu("1", "UN").replace(
            "</INDIVIDU>",
            &format!(
                "{}</INDIVIDU>",
                "<NOM_USAGE>AUTRE</NOM_USAGE>".repeat(1_000)
            ),
        );
        assert_eq!(noms(fichier("", &repete).as_bytes()), ["UN"]);
    }

    #[test]
    fn une_mauvaise_personne_part_seule() {
        let corps = [
            individu("1", "UN"),
            individu("", "DEUX"),
            individu("3", &"X".repeat(NOM_MAX + 1)),
            individu("4", "-"),
            individu("5", "CINQ").replace("ENS", "DIR"),
        ]
        .concat();
        let lues = tout(fichier("", &corps).as_bytes()).unwrap();
        let bonnes: Vec<u32> = lues.iter().filter(|l| l.1.is_ok()).map(|l| l.0).collect();
        assert_eq!((lues.len(), bonnes), (5, vec![1, 5]));
        assert!(lues[4].1.as_ref().is_ok_and(|p| !p.enseigne));
        assert_eq!(
            lues[2].1,
            Err(RaisonRefus::TropLong {
                colonne: "NOM_USAGE".into(),
                maximum: NOM_MAX as u32,
                longueur: NOM_MAX as u32 + 1,
            })
        );
    }

    proptest! {
        #[test]
        fn rien_ne_panique(octets in prop::collection::vec(any::<u8>(), 0..300), dedans in ".{0,80}") {
            let _ = tout(&octets);
            let _ = tout(fichier("", &dedans).as_bytes());
            let _ = tout(&[b"<STS_EDT><UAJ CODE='0310038Y'/>".to_vec(), octets].concat());
        }
    }
}
