package main

import (
	"flag"
	"log"
	"net/http"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:9998", "address to answer at")
	client := flag.String("client", "entente", "client id")
	secret := flag.String("secret", "", "client secret")
	back := flag.String("back", "", "address to which it sends browsers back")
	flag.Parse()
	s := &http.Server{Addr: *listen, Handler: New("http://"+*listen, *client, *secret, *back), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(s.ListenAndServe())
}
