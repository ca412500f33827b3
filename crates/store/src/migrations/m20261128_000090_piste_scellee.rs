//! The audit trail made visible and sealed: of which académie a line is, from where the
//! request came, and the chain of seals. Lines go with their seal's word only; a seal is
//! neither changed nor deleted.

use super::{ecrire, supprimer};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Of which académie former lines are, as the account tells, else what they are about.
const ACADEMIES: &str = "
    UPDATE piste SET academie_id = coalesce(
      (SELECT a.academie_id FROM compte a WHERE a.id = piste.compte_id),
      CASE
        WHEN objet = 'academie' THEN (SELECT a.id FROM academie a WHERE a.id = objet_id)
        WHEN objet = 'compte' THEN
          (SELECT a.academie_id FROM compte a WHERE a.id = objet_id)
        WHEN objet = 'intervenant' THEN
          (SELECT i.academie_id FROM intervenant i WHERE i.id = objet_id)
        WHEN objet IN ('mission', 'service_fait') THEN
          (SELECT m.academie_id FROM mission m WHERE m.id = objet_id)
        WHEN objet = 'convocation' THEN coalesce(
          (SELECT m.academie_id FROM convocation c JOIN mission m ON m.id = c.mission_id
           WHERE c.id = objet_id),
          (SELECT m.academie_id FROM convocation_annulee c JOIN mission m ON m.id = c.mission_id
           WHERE c.convocation_id = objet_id))
        WHEN objet = 'envoi' THEN
          (SELECT m.academie_id FROM envoi v JOIN mission m ON m.id = v.mission_id
           WHERE v.id = objet_id)
        WHEN objet = 'courriel' THEN
          (SELECT m.academie_id FROM courriel k JOIN envoi v ON v.id = k.envoi_id
           JOIN mission m ON m.id = v.mission_id WHERE k.id = objet_id)
        WHEN objet = 'competence_saisie' THEN
          (SELECT e.academie_id FROM competence_saisie s
           JOIN etablissement e ON e.id = s.etablissement_id WHERE s.id = objet_id)
        WHEN objet IN ('service.signature', 'signature.chef_etablissement',
                       'signature.chef_centre') THEN
          (SELECT e.academie_id FROM etablissement e WHERE e.id = objet_id)
      END)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        // The one update that the trail ever sees: no line says less than before.
        let (fermer, rouvrir) = if postgres {
            (
                "ALTER TABLE piste ENABLE TRIGGER piste_immuable",
                "ALTER TABLE piste DISABLE TRIGGER piste_immuable",
            )
        } else {
            (
                "CREATE TRIGGER piste_immuable BEFORE UPDATE ON piste
                   BEGIN SELECT RAISE(ABORT, 'piste'); END",
                "DROP TRIGGER piste_immuable",
            )
        };
        ecrire(
            manager,
            "ALTER TABLE piste ADD COLUMN academie_id bigint;
             ALTER TABLE piste ADD COLUMN adresse text NOT NULL DEFAULT ''",
        )
        .await?;
        ecrire(manager, rouvrir).await?;
        ecrire(manager, ACADEMIES).await?;
        ecrire(manager, fermer).await?;
        // A seal covers every key from `premier` to `dernier`, those that were never used
        // included. `recent` is the latest moment of its lines. Of a purged one `lignes`,
        // the digest of the lines, still lets `empreinte` be worked out again.
        ecrire(
            manager,
            "
            CREATE INDEX piste_academie ON piste (academie_id, moment);
            CREATE TABLE piste_sceau (
              numero bigint NOT NULL PRIMARY KEY CHECK (numero >= 1),
              premier bigint NOT NULL UNIQUE,
              dernier bigint NOT NULL,
              nombre bigint NOT NULL CHECK (nombre >= 1),
              recent bigint NOT NULL,
              scelle_le bigint NOT NULL,
              lignes text NOT NULL CHECK (length(lignes) = 64),
              precedent text NOT NULL,
              empreinte text NOT NULL UNIQUE CHECK (length(empreinte) = 64),
              purge_le bigint,
              CHECK (dernier >= premier)
            );
            ",
        )
        .await?;
        // Ranges follow each other: the one that could hold a key is the last that begins
        // before it.
        let permise = "EXISTS (SELECT 1 FROM (SELECT dernier, purge_le FROM piste_sceau
              WHERE premier <= OLD.id ORDER BY premier DESC LIMIT 1) s
            WHERE s.dernier >= OLD.id AND s.purge_le IS NOT NULL)";
        let colonnes =
            "numero, premier, dernier, nombre, recent, scelle_le, lignes, precedent, empreinte";
        let gardes = if postgres {
            format!(
                "CREATE FUNCTION piste_gardee() RETURNS trigger LANGUAGE plpgsql AS
                   'BEGIN IF NOT {permise} THEN
                      RAISE EXCEPTION ''piste'' USING ERRCODE = ''23000''; END IF;
                    RETURN OLD; END';
                 CREATE TRIGGER piste_gardee BEFORE DELETE ON piste
                   FOR EACH ROW EXECUTE FUNCTION piste_gardee();
                 CREATE TRIGGER piste_sceau_immuable BEFORE UPDATE OF {colonnes} ON piste_sceau
                   FOR EACH ROW EXECUTE FUNCTION piste_immuable();
                 CREATE TRIGGER piste_sceau_garde BEFORE DELETE ON piste_sceau
                   FOR EACH ROW EXECUTE FUNCTION piste_immuable();"
            )
        } else {
            format!(
                "CREATE TRIGGER piste_gardee BEFORE DELETE ON piste WHEN NOT {permise}
                   BEGIN SELECT RAISE(ABORT, 'piste'); END;
                 CREATE TRIGGER piste_sceau_immuable BEFORE UPDATE OF {colonnes} ON piste_sceau
                   BEGIN SELECT RAISE(ABORT, 'piste'); END;
                 CREATE TRIGGER piste_sceau_garde BEFORE DELETE ON piste_sceau
                   BEGIN SELECT RAISE(ABORT, 'piste'); END;"
            )
        };
        ecrire(manager, &gardes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            ecrire(
                manager,
                "DROP TRIGGER piste_gardee ON piste;
                 DROP FUNCTION piste_gardee",
            )
            .await?;
        } else {
            ecrire(manager, "DROP TRIGGER piste_gardee").await?;
        }
        supprimer(manager, &["piste_sceau"]).await?;
        ecrire(
            manager,
            "DROP INDEX piste_academie;
             ALTER TABLE piste DROP COLUMN adresse;
             ALTER TABLE piste DROP COLUMN academie_id",
        )
        .await
    }
}
