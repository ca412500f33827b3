//! Accounts and what hangs on them.

pub mod compte {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "compte")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub academie_id: i64,
        pub identifiant: String,
        pub nom: String,
        pub mel: String,
        pub mot_de_passe: String,
        pub intervenant_id: Option<i64>,
        pub actif: bool,
        pub copie_par_courriel: bool,
        pub cree_le: i64,
        pub version: i32,
        pub cle_tri: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod compte_role {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "compte_role")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub compte_id: i64,
        pub role: String,
        pub etablissement_id: Option<i64>,
        pub du: Option<Date>,
        pub au: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod session_web {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session_web")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub cle: String,
        pub compte_id: Option<i64>,
        pub donnees: String,
        pub expire_le: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod tentative {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tentative")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub cle: String,
        pub moment: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod message {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "message")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub compte_id: i64,
        pub moment: i64,
        pub fait: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod requete_unique {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "requete_unique")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub compte_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cle: String,
        pub resultat: String,
        pub moment: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
