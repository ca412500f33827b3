//! Outbox.

pub mod envoi {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "envoi")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub mission_id: i64,
        pub auteur_id: i64,
        pub demande_le: i64,
        pub groupe: bool,
        pub sans_adresse: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod courriel {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "courriel")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub envoi_id: i64,
        pub genre: String,
        pub convocation_id: Option<i64>,
        pub intervenant_id: Option<i64>,
        pub nom: String,
        pub adresse: String,
        pub sujet: String,
        pub message_id: String,
        pub convocation_version: i32,
        pub etat: String,
        pub etat_depuis: i64,
        pub essais: i32,
        pub prochain_essai_le: i64,
        pub verrou: Option<String>,
        pub verrou_jusqua: Option<i64>,
        pub raison: String,
        pub empreinte_pdf: Option<String>,
        pub cree_le: i64,
        pub envoye_le: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
