package expert

import (
	"slices"

	"entente/internal/clause"
)

// Term is one word of a closed list: what a profile may say of a person without
// saying who it is.
type Term struct {
	Code string      `json:"code"`
	Ref  string      `json:"ref,omitempty" doc:"Its name or id in the framework that it is taken from"`
	Name clause.Text `json:"name" doc:"In words, by language"`
}

// Terms are the closed lists.
type Terms struct {
	Services   []Term `json:"services" doc:"FIRST CSIRT Services Framework 2.1, services"`
	Roles      []Term `json:"roles" doc:"ENISA ECSF profiles and NICE work roles"`
	Skills     []Term `json:"skills" doc:"Our own list; levels run from 1 to 5"`
	Vendors    []Term `json:"vendors" doc:"Makers of industrial control systems"`
	Clearances []Term `json:"clearances" doc:"Lowest first"`
}

// AllTerms gives the closed lists.
func AllTerms() Terms {
	return Terms{Services: services, Roles: roles, Skills: skills, Vendors: vendors, Clearances: clearances}
}

func term(code, ref, en, fr, cs string) Term {
	return Term{Code: code, Ref: ref, Name: clause.Text{"en": en, "fr": fr, "cs": cs}}
}

func has(list []Term, code string) bool {
	return slices.ContainsFunc(list, func(t Term) bool { return t.Code == code })
}

// The 21 services of the FIRST CSIRT Services Framework 2.1, by area.
var services = []Term{
	term("monitoring", "Monitoring and detection", "Monitoring and detection", "Surveillance et détection", "Monitorování a detekce"),
	term("event-analysis", "Event analysis", "Event analysis", "Analyse d’événements", "Analýza událostí"),
	term("report-acceptance", "Information security incident report acceptance", "Taking in incident reports", "Réception des signalements d’incidents", "Příjem hlášení incidentů"),
	term("incident-analysis", "Information security incident analysis", "Incident analysis", "Analyse d’incidents", "Analýza incidentů"),
	term("forensics", "Artifact and forensic evidence analysis", "Artefacts and forensics", "Artefacts et criminalistique", "Artefakty a forenzní analýza"),
	term("mitigation", "Mitigation and recovery", "Mitigation and recovery", "Atténuation et rétablissement", "Zmírnění a obnova"),
	term("coordination", "Information security incident coordination", "Incident coordination", "Coordination d’incidents", "Koordinace incidentů"),
	term("crisis-support", "Crisis management support", "Crisis management support", "Appui à la gestion de crise", "Podpora krizového řízení"),
	term("vulnerability-discovery", "Vulnerability discovery / research", "Finding vulnerabilities", "Recherche de vulnérabilités", "Hledání zranitelností"),
	term("vulnerability-intake", "Vulnerability report intake", "Taking in vulnerability reports", "Réception des signalements de vulnérabilités", "Příjem hlášení zranitelností"),
	term("vulnerability-analysis", "Vulnerability analysis", "Vulnerability analysis", "Analyse de vulnérabilités", "Analýza zranitelností"),
	term("vulnerability-coordination", "Vulnerability coordination", "Vulnerability coordination", "Coordination de vulnérabilités", "Koordinace zranitelností"),
	term("vulnerability-disclosure", "Vulnerability disclosure", "Vulnerability disclosure", "Divulgation de vulnérabilités", "Zveřejňování zranitelností"),
	term("vulnerability-response", "Vulnerability response", "Vulnerability response", "Réponse aux vulnérabilités", "Reakce na zranitelnosti"),
	term("data-acquisition", "Data acquisition", "Data acquisition", "Collecte de données", "Sběr dat"),
	term("synthesis", "Analysis and synthesis", "Analysis and synthesis", "Analyse et synthèse", "Analýza a syntéza"),
	term("communication", "Communication", "Communication", "Communication", "Komunikace"),
	term("awareness", "Awareness building", "Building awareness", "Sensibilisation", "Zvyšování povědomí"),
	term("training", "Training and education", "Training and education", "Formation et enseignement", "Školení a vzdělávání"),
	term("exercises", "Exercises", "Exercises", "Exercices", "Cvičení"),
	term("advisory", "Technical and policy advisory", "Technical and policy advice", "Conseil technique et politique", "Technické a koncepční poradenství"),
}

// The twelve profiles of the European Cybersecurity Skills Framework, and the work
// roles of NICE that requests for assistance name beside them.
var roles = []Term{
	term("ecsf-ciso", "ECSF", "Chief information security officer", "Responsable de la sécurité de l’information", "Manažer bezpečnosti informací"),
	term("ecsf-incident-responder", "ECSF", "Incident responder", "Intervenant en cas d’incident", "Specialista reakce na incidenty"),
	term("ecsf-legal", "ECSF", "Legal, policy and compliance officer", "Juriste, politique et conformité", "Specialista na právo, politiku a soulad"),
	term("ecsf-threat-intelligence", "ECSF", "Threat intelligence specialist", "Spécialiste du renseignement sur les menaces", "Specialista na informace o hrozbách"),
	term("ecsf-architect", "ECSF", "Security architect", "Architecte de sécurité", "Bezpečnostní architekt"),
	term("ecsf-auditor", "ECSF", "Auditor", "Auditeur", "Auditor"),
	term("ecsf-educator", "ECSF", "Educator", "Formateur", "Lektor"),
	term("ecsf-implementer", "ECSF", "Implementer", "Intégrateur", "Realizátor opatření"),
	term("ecsf-researcher", "ECSF", "Researcher", "Chercheur", "Výzkumník"),
	term("ecsf-risk-manager", "ECSF", "Risk manager", "Gestionnaire de risques", "Manažer rizik"),
	term("ecsf-forensics", "ECSF", "Digital forensics investigator", "Enquêteur en criminalistique numérique", "Digitální forenzní vyšetřovatel"),
	term("ecsf-penetration-tester", "ECSF", "Penetration tester", "Testeur d’intrusion", "Penetrační tester"),
	term("nice-pd-wrl-001", "PD-WRL-001", "Defensive cybersecurity", "Cyberdéfense opérationnelle", "Obranná kybernetická bezpečnost"),
	term("nice-pd-wrl-002", "PD-WRL-002", "Digital forensics", "Criminalistique numérique", "Digitální forenzní analýza"),
	term("nice-pd-wrl-003", "PD-WRL-003", "Incident response", "Réponse aux incidents", "Reakce na incidenty"),
	term("nice-pd-wrl-006", "PD-WRL-006", "Threat analysis", "Analyse des menaces", "Analýza hrozeb"),
	term("nice-pd-wrl-007", "PD-WRL-007", "Assessing vulnerabilities", "Évaluation des vulnérabilités", "Posuzování zranitelností"),
	term("nice-in-wrl-002", "IN-WRL-002", "Digital evidence", "Preuve numérique", "Digitální důkazy"),
	term("nice-og-wrl-006", "OG-WRL-006", "Cyber law", "Droit du cyberespace", "Kybernetické právo"),
	term("nice-ce-wrl-005", "CE-WRL-005", "Partner integration", "Intégration des partenaires", "Součinnost s partnery"),
}

// Our own skills: what a request asks for by level.
var skills = []Term{
	term("incident-handling", "", "Incident handling", "Traitement d’incidents", "Řešení incidentů"),
	term("team-lead", "", "Leading a team", "Conduite d’équipe", "Vedení týmu"),
	term("liaison", "", "Liaison", "Liaison", "Styk s partnery"),
	term("disk-forensics", "", "Disk forensics", "Criminalistique des disques", "Forenzní analýza disků"),
	term("memory-forensics", "", "Memory forensics", "Criminalistique de la mémoire", "Forenzní analýza paměti"),
	term("network-forensics", "", "Network forensics", "Criminalistique des réseaux", "Forenzní analýza sítě"),
	term("mobile-forensics", "", "Mobile forensics", "Criminalistique mobile", "Forenzní analýza mobilních zařízení"),
	term("malware-analysis", "", "Malware analysis", "Analyse de logiciels malveillants", "Analýza škodlivého kódu"),
	term("reverse-engineering", "", "Reverse engineering", "Rétro-ingénierie", "Reverzní inženýrství"),
	term("threat-hunting", "", "Threat hunting", "Recherche proactive de menaces", "Vyhledávání hrozeb"),
	term("threat-intelligence", "", "Threat intelligence", "Renseignement sur les menaces", "Informace o hrozbách"),
	term("log-analysis", "", "Log analysis", "Analyse de journaux", "Analýza logů"),
	term("network-defence", "", "Network defence", "Défense des réseaux", "Obrana sítí"),
	term("identity-systems", "", "Directories and identities", "Annuaires et identités", "Adresářové služby a identity"),
	term("windows", "", "Windows", "Windows", "Windows"),
	term("linux", "", "Linux", "Linux", "Linux"),
	term("cloud", "", "Cloud", "Informatique en nuage", "Cloud"),
	term("ot", "", "Industrial control systems", "Systèmes de contrôle industriel", "Průmyslové řídicí systémy"),
	term("telecom", "", "Telecommunications", "Télécommunications", "Telekomunikace"),
	term("vulnerability-research", "", "Vulnerability research", "Recherche de vulnérabilités", "Výzkum zranitelností"),
	term("penetration-testing", "", "Penetration testing", "Tests d’intrusion", "Penetrační testování"),
	term("cryptography", "", "Cryptography", "Cryptographie", "Kryptografie"),
	term("recovery", "", "Rebuilding systems", "Reconstruction de systèmes", "Obnova systémů"),
	term("cyber-law", "", "Law", "Droit", "Právo"),
	term("crisis-communication", "", "Crisis communication", "Communication de crise", "Krizová komunikace"),
	term("exercise-design", "", "Designing exercises", "Conception d’exercices", "Příprava cvičení"),
}

var vendors = makers("abb", "ABB", "beckhoff", "Beckhoff", "emerson", "Emerson", "ge-vernova", "GE Vernova", "hitachi-energy", "Hitachi Energy", "honeywell", "Honeywell",
	"mitsubishi", "Mitsubishi Electric", "omron", "Omron", "phoenix-contact", "Phoenix Contact", "rockwell", "Rockwell Automation", "schneider", "Schneider Electric",
	"siemens", "Siemens", "wago", "Wago", "yokogawa", "Yokogawa")

// makers have the same name in every language.
func makers(pairs ...string) (all []Term) {
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, term(pairs[i], "", pairs[i+1], pairs[i+1], pairs[i+1]))
	}
	return all
}

// The levels of match.Clearances.
var clearances = []Term{
	term("restricted", "", "Restricted", "Diffusion restreinte", "Vyhrazené"),
	term("confidential", "", "Confidential", "Confidentiel", "Důvěrné"),
	term("secret", "", "Secret", "Secret", "Tajné"),
	term("top-secret", "", "Top secret", "Très secret", "Přísně tajné"),
}
