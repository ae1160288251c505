//! What people do with who they are: joining, the own profile, what the desk keeps; and bringing a lost value back.

mod decide_name;
mod edit_profile;
mod join;
mod restore;
mod set_employer;

pub use self::decide_name::DecideName;
pub use self::edit_profile::EditProfile;
pub use self::join::Join;
pub(super) use self::join::checked_given_name;
pub use self::restore::RestoreValue;
pub use self::set_employer::SetEmployer;
