export const terms = {
  category: {
    "abusive-content/spam": "Nevyžádaná pošta", "abusive-content/harmful-speech": "Škodlivé projevy",
    "malicious-code/infected-system": "Nakažený systém", "malicious-code/c2-server": "Řídicí server C2", "malicious-code/malware-distribution": "Šíření škodlivého softwaru", "malicious-code/malware-configuration": "Konfigurace škodlivého softwaru",
    "information-gathering/scanner": "Skenování", "information-gathering/sniffing": "Odposlech sítě", "information-gathering/social-engineering": "Sociální inženýrství",
    "intrusion-attempts/ids-alert": "Pokus o známou zranitelnost", "intrusion-attempts/brute-force": "Pokusy o přihlášení", "intrusion-attempts/exploit": "Pokus nového druhu",
    "intrusions/privileged-account-compromise": "Ovládnutý privilegovaný účet", "intrusions/unprivileged-account-compromise": "Ovládnutý účet", "intrusions/application-compromise": "Ovládnutá aplikace", "intrusions/system-compromise": "Ovládnutý systém", "intrusions/burglary": "Vloupání",
    "availability/dos": "Odepření služby", "availability/ddos": "Distribuované odepření služby", "availability/misconfiguration": "Chybné nastavení", "availability/sabotage": "Sabotáž", "availability/outage": "Výpadek",
    "information-content-security/unauthorised-information-access": "Neoprávněné čtení informací", "information-content-security/unauthorised-information-modification": "Neoprávněná změna informací", "information-content-security/data-loss": "Ztráta dat", "information-content-security/data-leak": "Únik důvěrných informací",
    "fraud/unauthorised-use-of-resources": "Neoprávněné užití prostředků", "fraud/copyright": "Autorské právo", "fraud/masquerade": "Vydávání se za jiného", "fraud/phishing": "Phishing",
    "vulnerable/weak-crypto": "Slabá kryptografie", "vulnerable/ddos-amplifier": "Zesilovač DDoS", "vulnerable/potentially-unwanted-accessible": "Služba otevřená všem", "vulnerable/information-disclosure": "Prozrazení informací", "vulnerable/vulnerable-system": "Zranitelný systém",
    "other/other": "Jiné", "other/undetermined": "Neurčeno",
  } as Record<string, string>,
  sector: {
    energy: "Energetika", transport: "Doprava", banking: "Bankovnictví", financial: "Finanční trhy", health: "Zdravotnictví", "drinking-water": "Pitná voda", "waste-water": "Odpadní voda", "digital-infrastructure": "Digitální infrastruktura", "ict-services": "Služby IKT", "public-administration": "Veřejná správa", space: "Vesmír",
    courier: "Pošta a kurýři", "waste-management": "Nakládání s odpady", chemical: "Chemické látky", food: "Potraviny", manufacturing: "Výroba", "digital-providers": "Digitální poskytovatelé", research: "Výzkum",
  } as Record<string, string>,
  scheme: { "uk-ncsc": "NCSC (Spojené království)", "us-nciss": "NCISS (USA)", "eu-impact": "Dopad (EU)", cz: "ČR" } as Record<string, string>,
  value: {
    "uk-ncsc/1": "1, celostátní nouze", "uk-ncsc/2": "2, velmi významný", "uk-ncsc/3": "3, významný", "uk-ncsc/4": "4, značný", "uk-ncsc/5": "5, mírný", "uk-ncsc/6": "6, místní",
    "us-nciss/emergency": "Nouze", "us-nciss/severe": "Velmi vážný", "us-nciss/high": "Vysoký", "us-nciss/medium": "Střední", "us-nciss/low": "Nízký", "us-nciss/baseline-minor": "Základní, drobný", "us-nciss/baseline-negligible": "Základní, zanedbatelný",
    "eu-impact/red": "Červená", "eu-impact/yellow": "Žlutá", "eu-impact/green": "Zelená", "eu-impact/white": "Bílá",
    "cz/III": "III, velmi závažný", "cz/II": "II, závažný", "cz/I": "I, méně závažný",
  } as Record<string, string>,
  factor: {
    "functional-impact": "Dopad na činnost", "observed-activity": "Pozorovaná činnost", location: "Kde byla vidět", actor: "Původce", "information-impact": "Dopad na informace", recoverability: "Obnovitelnost", "cross-sector": "Odvětví, na kterém závisí jiná", "potential-impact": "Možný dopad",
  } as Record<string, string>,
  option: {
    "functional-impact/none": "Žádný", "functional-impact/no-impact-to-services": "Žádná služba není dotčena", "functional-impact/minimal-non-critical": "Malý, na služby, které nejsou kritické", "functional-impact/minimal-critical": "Malý, na kritické služby", "functional-impact/significant-non-critical": "Velký, na služby, které nejsou kritické", "functional-impact/denial-non-critical": "Služby, které nejsou kritické, stojí", "functional-impact/significant-critical": "Velký, na kritické služby", "functional-impact/denial-critical": "Kritické služby stojí, nebo je ztraceno řízení",
    "observed-activity/none": "Žádná", "observed-activity/prepare": "Příprava", "observed-activity/engage": "První dotek", "observed-activity/presence": "Přítomnost", "observed-activity/effect": "Účinek",
    "location/business-dmz": "Okraj kancelářské sítě", "location/business-network": "Kancelářská síť", "location/unknown": "Neznámo", "location/business-management": "Správa kancelářské sítě", "location/critical-dmz": "Okraj kritických systémů", "location/critical-management": "Správa kritických systémů", "location/critical-systems": "Kritické systémy", "location/safety-systems": "Bezpečnostní systémy",
    "actor/hacktivist": "Haktivisté", "actor/unwitting-insider": "Zevnitř, neúmyslně", "actor/criminal": "Zločinci", "actor/unknown": "Neznámý", "actor/witting-insider": "Zevnitř, úmyslně", "actor/apt": "APT", "actor/apt-targeted": "APT mířící na oběť",
    "information-impact/none": "Žádný", "information-impact/suspected": "Podezření", "information-impact/privacy": "Osobní údaje", "information-impact/proprietary": "Obchodní tajemství", "information-impact/destruction-non-critical": "Zničen systém, který není kritický", "information-impact/critical-data": "Data kritických systémů", "information-impact/core-credentials": "Ústřední přihlašovací údaje", "information-impact/destruction-critical": "Zničen kritický systém",
    "recoverability/regular": "S tím, co je", "recoverability/supplemented": "S dalšími prostředky", "recoverability/extended": "Nikdo neví kdy", "recoverability/not-recoverable": "Není možná",
    "cross-sector/nuclear": "Jaderné", "cross-sector/food": "Potraviny", "cross-sector/chemical": "Chemické látky", "cross-sector/dams": "Přehrady", "cross-sector/emergency-services": "Záchranné služby", "cross-sector/commercial": "Obchodní objekty", "cross-sector/health": "Zdravotnictví", "cross-sector/banking": "Bankovnictví", "cross-sector/defence-industry": "Obranný průmysl", "cross-sector/government": "Veřejná správa", "cross-sector/manufacturing": "Kritická výroba", "cross-sector/water": "Voda", "cross-sector/communications": "Spoje", "cross-sector/transport": "Doprava", "cross-sector/information-technology": "Informační technologie", "cross-sector/energy": "Energetika",
    "potential-impact/minimal": "Nepatrný", "potential-impact/low": "Nízký", "potential-impact/moderate": "Střední", "potential-impact/high": "Vysoký", "potential-impact/severe": "Velmi vážný",
  } as Record<string, string>,
};
