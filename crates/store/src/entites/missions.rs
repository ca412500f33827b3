//! Missions and what they refer to.

pub mod session_examen {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session_examen")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub academie_id: i64,
        pub code: String,
        pub examen: String,
        pub annee: i32,
        pub libelle: String,
        pub tri: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod specialite {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "specialite")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub code: String,
        pub libelle: String,
        pub tri: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod epreuve_option {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "epreuve_option")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub code: String,
        pub libelle: String,
        pub tri: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod mission {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mission")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub academie_id: i64,
        pub numero: i64,
        pub session_id: i64,
        pub specialite_id: Option<i64>,
        pub epreuve_option_id: Option<i64>,
        #[sea_orm(column_name = "type")]
        pub type_mission: String,
        pub date_debut: Date,
        pub centre_id: i64,
        pub signataire: String,
        pub affectation_terminee: bool,
        pub observation_defaut: String,
        pub commission_defaut: String,
        pub version: i32,
        pub recherche: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod mission_jour {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mission_jour")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub mission_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub jour: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod mission_creneau {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mission_creneau")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub mission_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub jour: Date,
        pub debut: Time,
        pub fin: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
