//! Rights in SANTORIN as they are published, what has to be looked at again, the clients of
//! the API and the webhooks to deliver to them.

use super::{ecrire, parmi, supprimer};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What is written in the transaction that changes something a right is made of: that the
/// convocation has to be looked at again. By the database itself, so that no way of
/// changing a convocation, a person or a mission, an import or one not yet written, can
/// forget it.
const MARQUES_POSTGRES: &str = "
    CREATE FUNCTION santorin_convocation() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN
         IF TG_OP = ''DELETE'' THEN
           INSERT INTO santorin_marque (convocation_cle) VALUES (OLD.id);
         ELSE
           INSERT INTO santorin_marque (convocation_cle) VALUES (NEW.id);
         END IF;
         RETURN NULL;
       END';
    CREATE TRIGGER santorin_convocation
      AFTER INSERT OR DELETE OR UPDATE OF version, qualite, mission_id, intervenant_id
      ON convocation FOR EACH ROW EXECUTE FUNCTION santorin_convocation();
    CREATE FUNCTION santorin_intervenant() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN
         INSERT INTO santorin_marque (convocation_cle)
           SELECT id FROM convocation WHERE intervenant_id = NEW.id;
         RETURN NULL;
       END';
    CREATE TRIGGER santorin_intervenant
      AFTER UPDATE OF matricule, nom, prenom, mel_professionnel, etablissement_id
      ON intervenant FOR EACH ROW EXECUTE FUNCTION santorin_intervenant();
    CREATE FUNCTION santorin_mission() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN
         INSERT INTO santorin_marque (convocation_cle)
           SELECT id FROM convocation WHERE mission_id = NEW.id;
         RETURN NULL;
       END';
    CREATE TRIGGER santorin_mission
      AFTER UPDATE OF numero, type, session_id, epreuve_option_id, centre_id
      ON mission FOR EACH ROW EXECUTE FUNCTION santorin_mission();";

const MARQUES_SQLITE: &str = "
    CREATE TRIGGER santorin_convocation_creee AFTER INSERT ON convocation BEGIN
      INSERT INTO santorin_marque (convocation_cle) VALUES (NEW.id);
    END;
    CREATE TRIGGER santorin_convocation_changee
      AFTER UPDATE OF version, qualite, mission_id, intervenant_id ON convocation BEGIN
      INSERT INTO santorin_marque (convocation_cle) VALUES (NEW.id);
    END;
    CREATE TRIGGER santorin_convocation_supprimee AFTER DELETE ON convocation BEGIN
      INSERT INTO santorin_marque (convocation_cle) VALUES (OLD.id);
    END;
    CREATE TRIGGER santorin_intervenant
      AFTER UPDATE OF matricule, nom, prenom, mel_professionnel, etablissement_id
      ON intervenant BEGIN
      INSERT INTO santorin_marque (convocation_cle)
        SELECT id FROM convocation WHERE intervenant_id = NEW.id;
    END;
    CREATE TRIGGER santorin_mission
      AFTER UPDATE OF numero, type, session_id, epreuve_option_id, centre_id
      ON mission BEGIN
      INSERT INTO santorin_marque (convocation_cle)
        SELECT id FROM convocation WHERE mission_id = NEW.id;
    END;";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let droit = parmi("droit", &["correction", "numerisation"]);
        let motif = parmi("motif", &["annulee", "expire", "sans_droit"]);
        let etat = parmi("etat", &["attente", "en_cours", "livree", "echec"]);
        // Tells this database's numbers from another's: a cursor of another one is refused.
        let tirage = match manager.get_database_backend() {
            DbBackend::Postgres => "substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)",
            _ => "lower(hex(randomblob(6)))",
        };
        // `rang` of santorin_etat is the last number given; its one row is held by whoever
        // gives numbers. A delay of -1 is nobody's: the first publication looks at every
        // convocation. `convocation_cle` has no foreign key: a right outlives its
        // convocation, as taken away.
        ecrire(
            manager,
            &format!(
                "
            CREATE TABLE santorin_etat (
              id integer PRIMARY KEY NOT NULL CHECK (id = 1),
              epoque text NOT NULL CHECK (length(epoque) = 12),
              rang bigint NOT NULL CHECK (rang >= 0),
              delai integer NOT NULL
            );
            INSERT INTO santorin_etat (id, epoque, rang, delai) SELECT 1, {tirage}, 0, -1;
            CREATE TABLE santorin_marque (
              id {{cle}},
              convocation_cle bigint NOT NULL
            );
            CREATE TABLE santorin_droit (
              convocation_cle bigint NOT NULL,
              droit text NOT NULL CHECK ({droit}),
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              motif text CHECK ({motif}),
              jusqu_au {{jour}} NOT NULL,
              contenu text NOT NULL,
              rang bigint NOT NULL UNIQUE,
              publie_le bigint NOT NULL,
              PRIMARY KEY (convocation_cle, droit)
            );
            CREATE INDEX santorin_droit_rang ON santorin_droit (academie_id, droit, rang);
            CREATE INDEX santorin_droit_ouvert ON santorin_droit (academie_id, jusqu_au)
              WHERE motif IS NULL;
            CREATE TABLE client_api (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              nom text NOT NULL CHECK (length(trim(nom)) > 0),
              indice text NOT NULL,
              empreinte text NOT NULL UNIQUE CHECK (length(empreinte) = 64),
              correcteurs boolean NOT NULL,
              numerisation boolean NOT NULL,
              expire {{jour}} NOT NULL,
              webhook_url text,
              webhook_secret text,
              cree_le bigint NOT NULL,
              auteur_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              revoque_le bigint,
              vu_le bigint,
              fenetre_le bigint NOT NULL DEFAULT 0,
              appels integer NOT NULL DEFAULT 0,
              CHECK (correcteurs OR numerisation),
              CHECK ((webhook_url IS NULL) = (webhook_secret IS NULL))
            );
            CREATE UNIQUE INDEX client_api_nom ON client_api (academie_id, nom)
              WHERE revoque_le IS NULL;
            CREATE TABLE client_api_livraison (
              id {{cle}},
              client_id bigint NOT NULL REFERENCES client_api (id) ON DELETE CASCADE,
              rang bigint NOT NULL,
              etat text NOT NULL CHECK ({etat}),
              essais integer NOT NULL DEFAULT 0,
              prochain_le bigint NOT NULL,
              verrou text,
              verrou_jusqua bigint,
              raison text,
              cree_le bigint NOT NULL,
              change_le bigint NOT NULL
            );
            CREATE INDEX client_api_livraison_etat ON client_api_livraison (etat, prochain_le);
            CREATE INDEX client_api_livraison_client ON client_api_livraison (client_id, etat);
            "
            ),
        )
        .await?;
        ecrire(
            manager,
            match manager.get_database_backend() {
                DbBackend::Postgres => MARQUES_POSTGRES,
                _ => MARQUES_SQLITE,
            },
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ecrire(
            manager,
            match manager.get_database_backend() {
                DbBackend::Postgres => {
                    "DROP TRIGGER santorin_convocation ON convocation;
                     DROP FUNCTION santorin_convocation;
                     DROP TRIGGER santorin_intervenant ON intervenant;
                     DROP FUNCTION santorin_intervenant;
                     DROP TRIGGER santorin_mission ON mission;
                     DROP FUNCTION santorin_mission"
                }
                _ => {
                    "DROP TRIGGER santorin_convocation_creee;
                     DROP TRIGGER santorin_convocation_changee;
                     DROP TRIGGER santorin_convocation_supprimee;
                     DROP TRIGGER santorin_intervenant;
                     DROP TRIGGER santorin_mission"
                }
            },
        )
        .await?;
        supprimer(
            manager,
            &[
                "client_api_livraison",
                "client_api",
                "santorin_droit",
                "santorin_marque",
                "santorin_etat",
            ],
        )
        .await
    }
}
