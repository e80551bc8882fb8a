"""Texts of allauth and Django that Minwal says in its own words: a pass phrase, an address."""

# text -> its plural
TEXTS: dict[str, str | None] = dict.fromkeys(
    [
        "A user is already registered with this email address.",
        "Add Email",
        "Add Email Address",
        "Change Password",
        "Confirm Email Address",
        "Confirmation email sent to %(email)s.",
        "Current Password",
        "Do you really want to remove the selected email address?",
        "Email",
        "Email Addresses",
        "Email address",
        "Enter Email Verification Code",
        "Enter your password:",
        "Forgot Password?",
        "Forgot your password?",
        "Forgotten your password? "
        "Enter your email address below, and we'll send you an email allowing you to reset it.",
        "Incorrect password.",
        "New Password",
        "New Password (again)",
        "Password",
        "Password (again)",
        "Password Changed",
        "Password Reset",
        "Password successfully changed.",
        "Password successfully set.",
        "Please contact us if you have any trouble resetting your password.",
        "Please type your current password.",
        "Primary email address set.",
        "Removed email address %(email)s.",
        "Reset My Password",
        "Set Password",
        "The email address and/or password you specified are not correct.",
        "The following email addresses are associated with your account:",
        "The password is too similar to the %(verbose_name)s.",
        "This password is entirely numeric.",
        "This password is too common.",
        "Use a different email address",
        "You must type the same password each time.",
        "Your email has been confirmed.",
        "Your password has been changed.",
        "Your password has been reset.",
        "Your password is now changed.",
    ]
)
TEXTS["This password is too short. It must contain at least %d character."] = (
    "This password is too short. It must contain at least %d characters."
)
