"""How people write about somebody in English, in offices of Japan and elsewhere."""

# ruff: noqa: E501 frames read best unbroken

from __future__ import annotations

PHRASES = {
    "ask": (
        "Please summarise the following.",
        "Rewrite this politely:",
        "Translate into Japanese.",
        "Fix the grammar.",
        "Turn this into a table.",
        "Draft a reply to this message.",
    ),
    "bye": ("Best regards,", "Kind regards,", "Thanks,", "Many thanks,", "Sincerely,", "Regards,"),
    "sign": (
        "{@bye}\n{ename}\n{eco}\nPhone: {us_phone}\n{mail}",
        "{@bye}\n\n{ename}\nAccount Manager, {eco}\nT {us_phone} | M {world_phone}\nE {mail}\n{us_address}",
        "--\n{romaji}\nSales Dept.\n{romaji_address}\nTel: {world_phone}\nEmail: {mail}",
        "{@bye}\n{efirst}",
    ),
}

MAIL = (
    "Dear Mr. {elast},\n\n{@ask}\nPlease call me at {us_phone} or write to {mail}.\n\n{@bye}\n{ename}\n{eco}",
    "Hi {efirst},\n\nThe contact at {eco} is {ename} ({mail}, {us_phone}). Let me know if you need anything else.\n\n{@bye}\n{ename}",
    "From: {ename} <{mail}>\nTo: {romaji} <{mail}>\nSubject: Shipping address\n\nPlease ship to:\n{ename}\n{us_address}\n\nPhone {us_phone}",
    "Dear Ms. {elast},\n\nYour refund goes to IBAN {iban}. Our records show your date of birth as {ebirth}.\n\n{@bye}\n{ename}",
    "Hello,\n\nI am {romaji} from {eco}. My address in Japan is {romaji_address}. You can reach me on {world_phone}.\n\n{@bye}\n{romaji}",
    "Hi team,\n\n{ename} joins us on Monday. Her mobile is {world_phone} and her email will be {mail}.\n\n{@bye}\n{ename}",
)

CHAT = (
    "can you add {mail} to the invite? thx",
    "{efirst} says the card number is {card}, exp 11/27",
    "my number is {us_phone}, call me when you land",
    "His SSN is {ssn}, please update payroll",
    "passport no {passport}, name {romaji}, dob {ebirth}",
    "My Number (individual number) is {my_number} - need it for payroll?",
    "Residence card number: {residence}. Expires next May.",
    "@{efirst} the wire goes to {iban}, thanks!",
    "ask {ename}, she knows. {mail}",
    "the customer, {ename}, lives at {us_address}",
)

FORMS = (
    "New hire form\nFull name: {ename}\nDate of birth: {ebirth}\nSocial Security Number: {ssn}\nHome address: {us_address}\nPhone: {us_phone}\nEmail: {mail}\nEmergency contact: {ename}, {us_phone}",
    "Wire instructions\nBeneficiary: {ename}\nIBAN: {iban}\nReference: invoice 2026-{n}",
    "Payment\nCardholder: {ename}\nCard number: {card}\nExpiry: 09/28",
    "Guest registration\nName: {romaji}\nPassport No.: {passport}\nNationality: Japan\nDate of birth: {ebirth}\nAddress: {romaji_address}\nTel: {world_phone}",
    "Employee record (Japan)\nName: {romaji}\nMy Number: {my_number}\nBasic pension number: {pension}\nEmployment insurance number: {employment}\nDriver's license number: {licence}\nHealth insurer number: {insurer}",
    "Bank: Sumitomo Mitsui Banking Corporation\nBranch: Shibuya\nAccount type: Ordinary\nAccount number: {account}\nAccount holder: {romaji}",
    "Scanned passport\n{mrz}",
    "Patient: {ename}\nDOB: {ebirth}\nPhone: {us_phone}\nAttending: Dr. {elast}",
)

DATA = (
    "INSERT INTO employees (name, dob, ssn) VALUES ('{ename}', '{ebirth}', '{ssn}');",
    "BEGIN:VCARD\nFN:{ename}\nTEL:{us_phone}\nEMAIL;TYPE=work:{mail}\nEND:VCARD",
    "<person><fullName>{ename}</fullName><phone>{us_phone}</phone><email>{mail}</email></person>",
    "<tr><td>Date of birth</td><td>{ebirth}</td></tr>\n<tr><td>Phone</td><td>{us_phone}</td></tr>",
    'user = User(full_name="{ename}", email="{mail}", date_of_birth="{ebirth}")',
    "09:14 {efirst}: call me at {us_phone}\n09:15 {efirst}: ok, mailing {mail} too",
    "Ship to:\n{ename}\n{us_address_lines}\nUSA",
    "To: {ename} <{mail}>\nCc: {mail}, {mail}\nSubject: lease\n\nThe tenant is {ename}, born {ebirth}.",
    '{{"patients": [{{"name": "{ename}", "dob": "{ebirth}"}}, {{"name": "{ename}", "dob": "{ebirth}"}}]}}',
    "RESUME\n{ename}\n{us_address} | {us_phone} | {mail}\nExperience: {eco}, 2015-2021",
    "beneficiary_iban={iban};beneficiary_name={ename};amount=1200.00",
)

PROSE = (
    "{@ask}\nMr. {elast} called from {us_phone} about the contract with {eco}.",
    "{@ask}\n{ename} was born on {ebirth} and lives at {us_address}.",
    "{@ask}\nThe residence card {residence} belongs to {romaji}.",
    "{@ask}\nPlease charge the credit card {card} and send the receipt to {mail}.",
    "{@ask}\nInterview notes: {ename}, five years at {eco}, reachable at {mail} or {world_phone}.",
    "{@ask}\nThe tenant's date of birth is {ebirth}; her passport number is {passport}.",
    "{@ask}\nHer social security number ({ssn}) was printed on the letter.",
)
