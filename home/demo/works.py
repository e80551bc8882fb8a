"""What the teams of the main demo cohort hand in."""

MODELS_PY = """from django.db import models


class Praticien(models.Model):
    nom = models.CharField(max_length=100)
    specialite = models.CharField(max_length=80)


class Creneau(models.Model):
    praticien = models.ForeignKey(Praticien, on_delete=models.CASCADE)
    debut = models.DateTimeField()
    libre = models.BooleanField(default=True)


class Reservation(models.Model):
    creneau = models.ForeignKey(Creneau, on_delete=models.CASCADE)
    patient = models.CharField(max_length=100)
    telephone = models.CharField(max_length=20)
"""
VIEWS_PY = """from django.http import JsonResponse

from .models import Creneau, Reservation


def reserver(request, creneau_id):
    creneau = Creneau.objects.get(pk=creneau_id)
    if creneau.libre:
        Reservation.objects.create(creneau=creneau, patient=request.POST["patient"])
        creneau.libre = False
        creneau.save()
    return JsonResponse({"ok": True})
"""
README = """# Rendez-vous du centre de santé

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python manage.py migrate
    .venv/bin/python manage.py runserver
"""
COOPERATIVE_README = """# Registre d’une coopérative

    sqlite3 registre.db < base.sql

Le schéma crée les tables adhérente et récolte ; la requête finale donne les litres par village.
"""
SQL = """CREATE TABLE adherente (id INTEGER PRIMARY KEY, nom TEXT NOT NULL, village TEXT NOT NULL);
CREATE TABLE recolte (
    id INTEGER PRIMARY KEY,
    adherente_id INTEGER NOT NULL REFERENCES adherente(id),
    jour DATE NOT NULL,
    litres NUMERIC NOT NULL CHECK (litres > 0)
);
SELECT a.village, SUM(r.litres) FROM recolte r JOIN adherente a ON a.id = r.adherente_id GROUP BY a.village;
"""
PAGE = """<!doctype html>
<html lang="fr">
<title>Salma Benali, développeuse</title>
<h1>Bonjour</h1>
<button><svg width="24" height="24"></svg></button>
</html>
"""
# A pair's catalogue: the page tries again after an error, which its first reviewer has not seen.
CATALOGUE_JS = """const DELAI = 3000;

export async function charger(page, signal) {
  const reponse = await fetch(`/api/produits?page=${page}`, { signal });
  if (!reponse.ok) throw new Error(`L’API répond ${reponse.status}`);
  return reponse.json();
}

export async function afficher(liste, page) {
  liste.setAttribute("aria-busy", "true");
  try {
    const { produits } = await charger(page, AbortSignal.timeout(DELAI));
    liste.replaceChildren(...produits.map(carte));
  } catch (erreur) {
    liste.replaceChildren(reessayer(() => afficher(liste, page)));
  } finally {
    liste.removeAttribute("aria-busy");
  }
}

function reessayer(geste) {
  const bouton = document.createElement("button");
  bouton.textContent = "Réessayer";
  bouton.addEventListener("click", geste, { once: true });
  return bouton;
}

function carte(produit) {
  const ligne = document.createElement("li");
  ligne.textContent = `${produit.nom}, ${produit.ville} : ${produit.prix} DH`;
  return ligne;
}
"""
ESSAIS = """# Essais manuels

| N° | Action | Attendu | Obtenu | Navigateur |
|---|---|---|---|---|
| 12 | Couper le réseau, ouvrir la page 2 | bouton « Réessayer » | conforme | Firefox, Chromium |
| 13 | Rétablir le réseau, presser « Réessayer » | la page 2 s’affiche | conforme | Firefox, Chromium |
| 14 | L’API répond 503 deux fois de suite | le bouton revient, le panier reste | conforme | Chromium |
| 15 | L’API met plus de trois secondes | bouton « Réessayer » | conforme | Firefox |
"""
# A team's sales: the villages that sold nothing are missing, a price may be negative.
VENTES_SQL = """CREATE TABLE adherente (id INTEGER PRIMARY KEY, nom TEXT NOT NULL, village TEXT NOT NULL);
CREATE TABLE vente (
    id INTEGER PRIMARY KEY,
    adherente_id INTEGER NOT NULL REFERENCES adherente(id),
    jour DATE NOT NULL,
    litres NUMERIC NOT NULL CHECK (litres > 0),
    prix_litre NUMERIC NOT NULL
);
-- Les villages qui vendent le moins, pour la réunion de mars
SELECT a.village, SUM(v.litres * v.prix_litre) AS recette
FROM adherente a JOIN vente v ON v.adherente_id = a.id
GROUP BY a.village ORDER BY recette;
"""
# What a team-mate sends for the second version: a model corrected, a test, and what his tools made.
NEXT_VERSION = {
    "models.py": MODELS_PY.replace("max_length=20)", "max_length=20)  # effacé six mois après le rendez-vous"),
    "tests.py": "def test_un_creneau_pris_ne_se_reserve_plus(client):\n    ...\n",
    ".venv/pyvenv.cfg": "home = /usr/bin\n",
    "__pycache__/models.cpython-311.pyc": "",
}
