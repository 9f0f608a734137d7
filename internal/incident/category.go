package incident

import "slices"

// Categories lists the kinds of incidents by the codes of the Reference Security
// Incident Taxonomy (RSIT, TF-CSIRT and ENISA), "class/type". The console has
// their names.
var Categories = []string{
	"abusive-content/spam", "abusive-content/harmful-speech",
	"malicious-code/infected-system", "malicious-code/c2-server", "malicious-code/malware-distribution", "malicious-code/malware-configuration",
	"information-gathering/scanner", "information-gathering/sniffing", "information-gathering/social-engineering",
	"intrusion-attempts/ids-alert", "intrusion-attempts/brute-force", "intrusion-attempts/exploit",
	"intrusions/privileged-account-compromise", "intrusions/unprivileged-account-compromise", "intrusions/application-compromise", "intrusions/system-compromise", "intrusions/burglary",
	"availability/dos", "availability/ddos", "availability/misconfiguration", "availability/sabotage", "availability/outage",
	"information-content-security/unauthorised-information-access", "information-content-security/unauthorised-information-modification", "information-content-security/data-loss", "information-content-security/data-leak",
	"fraud/unauthorised-use-of-resources", "fraud/copyright", "fraud/masquerade", "fraud/phishing",
	"vulnerable/weak-crypto", "vulnerable/ddos-amplifier", "vulnerable/potentially-unwanted-accessible", "vulnerable/information-disclosure", "vulnerable/vulnerable-system",
	"other/other", "other/undetermined",
}

// IsCategory tells whether a code is one of Categories.
func IsCategory(code string) bool { return slices.Contains(Categories, code) }

// Sectors lists those of annexes I and II of Directive (EU) 2022/2555 (NIS2).
var Sectors = []string{
	"energy", "transport", "banking", "financial", "health", "drinking-water", "waste-water", "digital-infrastructure", "ict-services", "public-administration", "space",
	"courier", "waste-management", "chemical", "food", "manufacturing", "digital-providers", "research",
}
