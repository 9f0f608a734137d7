package main

import "context"

func benchRelease(context.Context, settings) ([]figure, error) { return nil, nil }
