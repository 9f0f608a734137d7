package misp

import (
	"net/netip"
	"strings"
)

// quote writes a value as a string of a STIX pattern.
func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

var hashNames = map[string]string{
	"md5": "MD5", "sha1": "'SHA-1'", "sha256": "'SHA-256'", "sha512": "'SHA-512'", "sha3-256": "'SHA3-256'", "sha3-512": "'SHA3-512'",
	"ssdeep": "SSDEEP", "tlsh": "TLSH",
	"sha224": "'SHA-224'", "sha384": "'SHA-384'", "imphash": "IMPHASH", "authentihash": "AUTHENTIHASH", "vhash": "VHASH", "pehash": "PEHASH", "cdhash": "CDHASH",
}

// paths are the types whose value is one property of one observable.
var paths = map[string]string{
	"domain": "domain-name:value", "hostname": "domain-name:value", "url": "url:value", "uri": "url:value", "link": "url:value",
	"email": "email-addr:value", "email-src": "email-message:from_ref.value", "email-dst": "email-message:to_refs[*].value",
	"email-subject": "email-message:subject", "email-attachment": "email-message:body_multipart[*].body_raw_ref.name", "email-body": "email-message:body",
	"filename": "file:name", "mutex": "mutex:name", "regkey": "windows-registry-key:key", "mac-address": "mac-addr:value",
	"user-agent": "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'", "github-username": "user-account:user_id",
	"x509-fingerprint-sha1": "x509-certificate:hashes.'SHA-1'", "x509-fingerprint-sha256": "x509-certificate:hashes.'SHA-256'", "x509-fingerprint-md5": "x509-certificate:hashes.MD5",
	"size-in-bytes": "file:size", "mime-type": "file:mime_type", "named pipe": "file:name", "windows-service-name": "process:name", "jabber-id": "user-account:user_id", "target-email": "email-addr:value",
}

// rules are the types whose value is itself a rule of another language.
var rules = map[string]string{"yara": "yara", "sigma": "sigma", "snort": "snort", "suricata": "suricata"}

// pattern gives the STIX pattern, or the rule with its language, that an
// attribute stands for; ok is false for a type that has none.
func pattern(typ, value string) (p, language string, ok bool) {
	if lang := rules[typ]; lang != "" {
		return value, lang, true
	}
	if path, known := paths[typ]; known {
		return "[" + path + " = " + quote(value) + "]", "stix", true
	}
	if h, known := hashNames[typ]; known {
		return "[file:hashes." + h + " = " + quote(strings.ToLower(value)) + "]", "stix", true
	}
	first, second, composite := strings.Cut(value, "|")
	switch typ {
	case "ip-src", "ip-dst":
		return "[" + address(value) + "]", "stix", true
	case "ip-src|port", "ip-dst|port":
		if composite {
			s := side(typ)
			return "[" + address(first) + " AND network-traffic:" + s + "_port = " + number(second) + "]", "stix", true
		}
	case "domain|ip":
		if composite {
			return "[domain-name:value = " + quote(first) + " AND domain-name:resolves_to_refs[*].value = " + quote(second) + "]", "stix", true
		}
	case "hostname|port":
		if composite {
			return "[domain-name:value = " + quote(first) + " AND network-traffic:dst_port = " + number(second) + "]", "stix", true
		}
	case "regkey|value":
		if composite {
			return "[windows-registry-key:key = " + quote(first) + " AND windows-registry-key:values[*].data = " + quote(second) + "]", "stix", true
		}
	case "AS":
		return "[autonomous-system:number = " + number(strings.TrimPrefix(strings.ToUpper(value), "AS")) + "]", "stix", true
	}
	if h, isFile := strings.CutPrefix(typ, "filename|"); isFile && composite && hashNames[h] != "" {
		return "[file:name = " + quote(first) + " AND file:hashes." + hashNames[h] + " = " + quote(strings.ToLower(second)) + "]", "stix", true
	}
	return "", "", false
}

func side(typ string) string {
	if strings.HasPrefix(typ, "ip-src") {
		return "src"
	}
	return "dst"
}

// address compares an address as what it is: the pattern names the observable
// itself, since most tools look for that.
func address(value string) string {
	host, _, _ := strings.Cut(value, "/")
	if a, err := netip.ParseAddr(host); err == nil && a.Is6() {
		return "ipv6-addr:value = " + quote(value)
	}
	return "ipv4-addr:value = " + quote(value)
}

func number(s string) string {
	if s != "" && len(s) < 16 && strings.Trim(s, "0123456789") == "" {
		return s
	}
	return quote(s)
}
