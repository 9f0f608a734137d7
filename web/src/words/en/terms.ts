// The names of the lists that incidents are written with.

export const terms = {
  category: {
    "abusive-content/spam": "Spam", "abusive-content/harmful-speech": "Harmful speech",
    "malicious-code/infected-system": "Infected system", "malicious-code/c2-server": "C2 server", "malicious-code/malware-distribution": "Malware distribution", "malicious-code/malware-configuration": "Malware configuration",
    "information-gathering/scanner": "Scanning", "information-gathering/sniffing": "Sniffing", "information-gathering/social-engineering": "Social engineering",
    "intrusion-attempts/ids-alert": "Attempt on a known vulnerability", "intrusion-attempts/brute-force": "Login attempts", "intrusion-attempts/exploit": "Attempt of a new kind",
    "intrusions/privileged-account-compromise": "Privileged account taken over", "intrusions/unprivileged-account-compromise": "Account taken over", "intrusions/application-compromise": "Application taken over", "intrusions/system-compromise": "System taken over", "intrusions/burglary": "Burglary",
    "availability/dos": "Denial of service", "availability/ddos": "Distributed denial of service", "availability/misconfiguration": "Misconfiguration", "availability/sabotage": "Sabotage", "availability/outage": "Outage",
    "information-content-security/unauthorised-information-access": "Information read without right", "information-content-security/unauthorised-information-modification": "Information changed without right", "information-content-security/data-loss": "Data loss", "information-content-security/data-leak": "Leak of confidential information",
    "fraud/unauthorised-use-of-resources": "Resources used without right", "fraud/copyright": "Copyright", "fraud/masquerade": "Masquerade", "fraud/phishing": "Phishing",
    "vulnerable/weak-crypto": "Weak cryptography", "vulnerable/ddos-amplifier": "DDoS amplifier", "vulnerable/potentially-unwanted-accessible": "Service open to everybody", "vulnerable/information-disclosure": "Information disclosure", "vulnerable/vulnerable-system": "Vulnerable system",
    "other/other": "Other", "other/undetermined": "Undetermined",
  } as Record<string, string>,
  sector: {
    energy: "Energy", transport: "Transport", banking: "Banking", financial: "Financial markets", health: "Health", "drinking-water": "Drinking water", "waste-water": "Waste water", "digital-infrastructure": "Digital infrastructure", "ict-services": "ICT services", "public-administration": "Public administration", space: "Space",
    courier: "Post and couriers", "waste-management": "Waste management", chemical: "Chemicals", food: "Food", manufacturing: "Manufacturing", "digital-providers": "Digital providers", research: "Research",
  } as Record<string, string>,
  scheme: { "uk-ncsc": "UK NCSC", "us-nciss": "US NCISS", "eu-impact": "EU impact", cz: "CZ" } as Record<string, string>,
  value: {
    "uk-ncsc/1": "1, national emergency", "uk-ncsc/2": "2, highly significant", "uk-ncsc/3": "3, significant", "uk-ncsc/4": "4, substantial", "uk-ncsc/5": "5, moderate", "uk-ncsc/6": "6, localised",
    "us-nciss/emergency": "Emergency", "us-nciss/severe": "Severe", "us-nciss/high": "High", "us-nciss/medium": "Medium", "us-nciss/low": "Low", "us-nciss/baseline-minor": "Baseline, minor", "us-nciss/baseline-negligible": "Baseline, negligible",
    "eu-impact/red": "Red", "eu-impact/yellow": "Yellow", "eu-impact/green": "Green", "eu-impact/white": "White",
    "cz/III": "III, very serious", "cz/II": "II, serious", "cz/I": "I, less serious",
  } as Record<string, string>,
  factor: {
    "functional-impact": "Functional impact", "observed-activity": "Observed activity", location: "Where it was seen", actor: "Actor", "information-impact": "Impact on information", recoverability: "Recoverability", "cross-sector": "Sector that others depend on", "potential-impact": "Potential impact",
  } as Record<string, string>,
  option: {
    "functional-impact/none": "None", "functional-impact/no-impact-to-services": "No service is touched", "functional-impact/minimal-non-critical": "Little, on services that are not critical", "functional-impact/minimal-critical": "Little, on critical services", "functional-impact/significant-non-critical": "Much, on services that are not critical", "functional-impact/denial-non-critical": "Services that are not critical stand still", "functional-impact/significant-critical": "Much, on critical services", "functional-impact/denial-critical": "Critical services stand still, or control is lost",
    "observed-activity/none": "None", "observed-activity/prepare": "Preparation", "observed-activity/engage": "First contact", "observed-activity/presence": "Presence", "observed-activity/effect": "Effect",
    "location/business-dmz": "Edge of the office network", "location/business-network": "Office network", "location/unknown": "Unknown", "location/business-management": "Management of the office network", "location/critical-dmz": "Edge of critical systems", "location/critical-management": "Management of critical systems", "location/critical-systems": "Critical systems", "location/safety-systems": "Safety systems",
    "actor/hacktivist": "Hacktivists", "actor/unwitting-insider": "Insider without intent", "actor/criminal": "Criminals", "actor/unknown": "Unknown", "actor/witting-insider": "Insider with intent", "actor/apt": "APT", "actor/apt-targeted": "APT, aimed at the victim",
    "information-impact/none": "None", "information-impact/suspected": "Suspected", "information-impact/privacy": "Personal data", "information-impact/proprietary": "Trade secrets", "information-impact/destruction-non-critical": "A system that is not critical is destroyed", "information-impact/critical-data": "Data of critical systems", "information-impact/core-credentials": "Core credentials", "information-impact/destruction-critical": "A critical system is destroyed",
    "recoverability/regular": "With what there is", "recoverability/supplemented": "With more than there is", "recoverability/extended": "Nobody can say when", "recoverability/not-recoverable": "Not possible",
    "cross-sector/nuclear": "Nuclear", "cross-sector/food": "Food", "cross-sector/chemical": "Chemicals", "cross-sector/dams": "Dams", "cross-sector/emergency-services": "Emergency services", "cross-sector/commercial": "Commercial facilities", "cross-sector/health": "Health", "cross-sector/banking": "Banking", "cross-sector/defence-industry": "Defence industry", "cross-sector/government": "Government", "cross-sector/manufacturing": "Critical manufacturing", "cross-sector/water": "Water", "cross-sector/communications": "Communications", "cross-sector/transport": "Transport", "cross-sector/information-technology": "Information technology", "cross-sector/energy": "Energy",
    "potential-impact/minimal": "Minimal", "potential-impact/low": "Low", "potential-impact/moderate": "Moderate", "potential-impact/high": "High", "potential-impact/severe": "Severe",
  } as Record<string, string>,
};
