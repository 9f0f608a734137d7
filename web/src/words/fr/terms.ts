export const terms = {
  category: {
    "abusive-content/spam": "Pourriel", "abusive-content/harmful-speech": "Propos nuisibles",
    "malicious-code/infected-system": "Système infecté", "malicious-code/c2-server": "Serveur C2", "malicious-code/malware-distribution": "Diffusion de maliciels", "malicious-code/malware-configuration": "Configuration de maliciel",
    "information-gathering/scanner": "Balayage", "information-gathering/sniffing": "Écoute du réseau", "information-gathering/social-engineering": "Ingénierie sociale",
    "intrusion-attempts/ids-alert": "Tentative sur une vulnérabilité connue", "intrusion-attempts/brute-force": "Tentatives de connexion", "intrusion-attempts/exploit": "Tentative d’un genre nouveau",
    "intrusions/privileged-account-compromise": "Compte privilégié compromis", "intrusions/unprivileged-account-compromise": "Compte compromis", "intrusions/application-compromise": "Application compromise", "intrusions/system-compromise": "Système compromis", "intrusions/burglary": "Effraction",
    "availability/dos": "Déni de service", "availability/ddos": "Déni de service distribué", "availability/misconfiguration": "Mauvaise configuration", "availability/sabotage": "Sabotage", "availability/outage": "Panne",
    "information-content-security/unauthorised-information-access": "Informations lues sans droit", "information-content-security/unauthorised-information-modification": "Informations modifiées sans droit", "information-content-security/data-loss": "Perte de données", "information-content-security/data-leak": "Fuite d’informations confidentielles",
    "fraud/unauthorised-use-of-resources": "Ressources employées sans droit", "fraud/copyright": "Droit d’auteur", "fraud/masquerade": "Usurpation", "fraud/phishing": "Hameçonnage",
    "vulnerable/weak-crypto": "Cryptographie faible", "vulnerable/ddos-amplifier": "Amplificateur de DDoS", "vulnerable/potentially-unwanted-accessible": "Service ouvert à tous", "vulnerable/information-disclosure": "Divulgation d’informations", "vulnerable/vulnerable-system": "Système vulnérable",
    "other/other": "Autre", "other/undetermined": "Indéterminé",
  } as Record<string, string>,
  sector: {
    energy: "Énergie", transport: "Transports", banking: "Banque", financial: "Marchés financiers", health: "Santé", "drinking-water": "Eau potable", "waste-water": "Eaux usées", "digital-infrastructure": "Infrastructure numérique", "ict-services": "Services informatiques", "public-administration": "Administration publique", space: "Espace",
    courier: "Poste et courriers", "waste-management": "Gestion des déchets", chemical: "Produits chimiques", food: "Alimentation", manufacturing: "Fabrication", "digital-providers": "Fournisseurs numériques", research: "Recherche",
  } as Record<string, string>,
  scheme: { "uk-ncsc": "NCSC (R.-U.)", "us-nciss": "NCISS (É.-U.)", "eu-impact": "Impact (UE)", cz: "CZ" } as Record<string, string>,
  value: {
    "uk-ncsc/1": "1, urgence nationale", "uk-ncsc/2": "2, hautement significatif", "uk-ncsc/3": "3, significatif", "uk-ncsc/4": "4, important", "uk-ncsc/5": "5, modéré", "uk-ncsc/6": "6, local",
    "us-nciss/emergency": "Urgence", "us-nciss/severe": "Sévère", "us-nciss/high": "Élevé", "us-nciss/medium": "Moyen", "us-nciss/low": "Faible", "us-nciss/baseline-minor": "De base, mineur", "us-nciss/baseline-negligible": "De base, négligeable",
    "eu-impact/red": "Rouge", "eu-impact/yellow": "Jaune", "eu-impact/green": "Vert", "eu-impact/white": "Blanc",
    "cz/III": "III, très grave", "cz/II": "II, grave", "cz/I": "I, moins grave",
  } as Record<string, string>,
  factor: {
    "functional-impact": "Impact sur les fonctions", "observed-activity": "Activité observée", location: "Où elle a été vue", actor: "Auteur", "information-impact": "Impact sur l’information", recoverability: "Rétablissement", "cross-sector": "Secteur dont d’autres dépendent", "potential-impact": "Impact possible",
  } as Record<string, string>,
  option: {
    "functional-impact/none": "Aucun", "functional-impact/no-impact-to-services": "Aucun service n’est touché", "functional-impact/minimal-non-critical": "Faible, sur des services non critiques", "functional-impact/minimal-critical": "Faible, sur des services critiques", "functional-impact/significant-non-critical": "Fort, sur des services non critiques", "functional-impact/denial-non-critical": "Des services non critiques sont à l’arrêt", "functional-impact/significant-critical": "Fort, sur des services critiques", "functional-impact/denial-critical": "Des services critiques sont à l’arrêt, ou le contrôle est perdu",
    "observed-activity/none": "Aucune", "observed-activity/prepare": "Préparation", "observed-activity/engage": "Premier contact", "observed-activity/presence": "Présence", "observed-activity/effect": "Effet",
    "location/business-dmz": "Bordure du réseau bureautique", "location/business-network": "Réseau bureautique", "location/unknown": "Inconnu", "location/business-management": "Gestion du réseau bureautique", "location/critical-dmz": "Bordure des systèmes critiques", "location/critical-management": "Gestion des systèmes critiques", "location/critical-systems": "Systèmes critiques", "location/safety-systems": "Systèmes de sûreté",
    "actor/hacktivist": "Hacktivistes", "actor/unwitting-insider": "Interne sans intention", "actor/criminal": "Criminels", "actor/unknown": "Inconnu", "actor/witting-insider": "Interne avec intention", "actor/apt": "APT", "actor/apt-targeted": "APT visant la victime",
    "information-impact/none": "Aucun", "information-impact/suspected": "Soupçonné", "information-impact/privacy": "Données personnelles", "information-impact/proprietary": "Secrets d’affaires", "information-impact/destruction-non-critical": "Un système non critique est détruit", "information-impact/critical-data": "Données de systèmes critiques", "information-impact/core-credentials": "Identifiants centraux", "information-impact/destruction-critical": "Un système critique est détruit",
    "recoverability/regular": "Avec les moyens présents", "recoverability/supplemented": "Avec des moyens de plus", "recoverability/extended": "Nul ne peut dire quand", "recoverability/not-recoverable": "Impossible",
    "cross-sector/nuclear": "Nucléaire", "cross-sector/food": "Alimentation", "cross-sector/chemical": "Produits chimiques", "cross-sector/dams": "Barrages", "cross-sector/emergency-services": "Secours", "cross-sector/commercial": "Sites commerciaux", "cross-sector/health": "Santé", "cross-sector/banking": "Banque", "cross-sector/defence-industry": "Industrie de défense", "cross-sector/government": "Administration", "cross-sector/manufacturing": "Fabrication critique", "cross-sector/water": "Eau", "cross-sector/communications": "Communications", "cross-sector/transport": "Transports", "cross-sector/information-technology": "Informatique", "cross-sector/energy": "Énergie",
    "potential-impact/minimal": "Minime", "potential-impact/low": "Faible", "potential-impact/moderate": "Modéré", "potential-impact/high": "Élevé", "potential-impact/severe": "Sévère",
  } as Record<string, string>,
};
